import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from '@jest/globals';
import { seedOf } from './random.ts';

const PATIENCE = 170_000;
const hasServers = process.env['MONGODB_URL'] && process.env['KAFKA_BROKERS'];

let running: ChildProcess | undefined;
/** It ends its own when it is told to; jest gives up without telling it. */
afterEach(() => void running?.kill('SIGTERM'));

/** What `npm run test:faults` runs, for half a minute; the long runs are by hand. */
const run = async (on: 'sqlite' | 'production') => {
  const args = ['--on', on, '--minutes', '0.6', '--seed', String(seedOf(on)), '--merges', '2000'];
  const child = spawn(process.execPath, ['test/faults/run.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
  const [code] = (await once(child, 'close')) as [number | null];
  const [report] = said.match(/^faults on .*$/m) ?? [];
  console.info(report);
  return { code, complaints: code === 0 ? '' : said.slice(-5_000) };
};

it(
  'under kills and faults everything in one process keeps what it promised',
  async () => expect(await run('sqlite')).toEqual({ code: 0, complaints: '' }),
  PATIENCE,
);

(hasServers ? it : it.skip)(
  'so do the roles, each in a process of its own, on MongoDB and Kafka',
  async () => expect(await run('production')).toEqual({ code: 0, complaints: '' }),
  PATIENCE,
);
