import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newFolder, runWith } from './process.ts';

let folder: Awaited<ReturnType<typeof newFolder>>;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

it('a port that is taken is told in a line', async () => {
  const taken = createServer().listen(0);
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const { code, stderr } = await runWith(folder.path, { PORT: String(port) }).ended;
  taken.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^PORT ${port} cannot be used \\(.*EADDRINUSE.*\\): set another\\.\\n$`));
});

it('a folder that is none is told in a line', async () => {
  const { code, stderr } = await runWith('package.json', {}).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The folder package\.json cannot be written \(.*\): set DATA_DIR to another\.\n$/);
});

it('a supergraph that is none is told in a line', async () => {
  const { code, stderr } = await runWith(folder.path, { SUPERGRAPH: 'package.json' }).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Set SUPERGRAPH to one that can be served: package\.json: Syntax Error.*\n$/);
});

it.each<[Record<string, string>, string]>([
  [{ SEED: 'none' }, 'Nothing is filled in: SEED is none.\n'],
  [
    { NODE_ENV: 'production' },
    'Nothing is filled in: SEED is none, as always in production. SEED=demo fills in the demo.\n',
  ],
])('no demo is filled in, and why: %j', async (env, why) =>
  expect(await runWith(folder.path, env, ['seed']).ended).toMatchObject({ code: 0, stderr: why }),
);

const NOWHERE = { MONGODB_URL: 'mongodb://me:secret@127.0.0.1:1', KAFKA_BROKERS: '127.0.0.1:1' };
const KEYS = { GATEWAY_KEY: 'ab'.repeat(32), START_TIMEOUT: '0.2' };

it.each([[[]], [['orders.service']], [['orders.worker']], [['parked']]])(
  '%j tells in a line which server is not there, without its password',
  async (args) => {
    const { code, stderr } = await runWith(folder.path, { ...NOWHERE, ...KEYS, LOG_LEVEL: 'error' }, args)
      .ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^MongoDB does not answer at mongodb:\/\/\*\*\*@127\.0\.0\.1:1 \(.*ECONNREFUSED.*\): /,
    );
    expect(stderr).toMatch(/: start it, or set MONGODB_URL\.\n$/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  },
);
