import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { numberOf, oneOf, parsedArgs } from './options.ts';

const HOUSE = new URL('../../', import.meta.url);
const COMMANDS = ['bench/bench.ts', 'test/faults/run.ts'];

/** From a folder beside which there are no servers that could be started. */
const run = async (file: string, ...args: string[]) => {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, HOUSE)), ...args], {
    cwd: tmpdir(),
    env: { PATH, HOME },
  });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, stdout, stderr };
};

it('a command line that is not known is told what is not', () => {
  const read = (...args: string[]) => parsedArgs({ args, options: { on: { type: 'string' } } }).values.on;
  expect(read('--on', 'sqlite')).toBe('sqlite');
  expect(() => read('--off')).toThrow(/^Unknown option '--off': expected some of --on\.$/);
  expect(() => read('--on')).toThrow(/^Option '--on <value>' argument missing: expected some of --on\.$/);
  expect(() => read('x')).toThrow(/^Unexpected argument 'x': expected some of --on\.$/);
});

it('an option that npm has kept for itself is told', () => {
  process.env['npm_config_rate'] = '5'; // npm run NAME --rate=5
  const read = (...args: string[]) => parsedArgs({ args, options: { rate: { type: 'string' } } });
  expect(read).toThrow(/^Put -- before --rate, which npm has kept for itself: npm run \S+ -- … --rate$/);
  expect(() => read('--rate=5')).not.toThrow();
  delete process.env['npm_config_rate'];
});

describe.each([
  ['bench/bench.ts', /^npm run bench -- .*--rounds[^]*On sqlite: commands, .*\nOn production: .*cluster/],
  ['test/faults/run.ts', /^npm run test:faults -- .*--minutes[^]*--only/],
])('%s', (file, usage) => {
  it('says how it is used', async () => {
    const { code, stdout, stderr } = await run(file, '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(usage);
    expect(stdout.trim().split('\n').length).toBeLessThan(8);
  });

  it.each([[['--off']], [['nope']]])('%j is told in a line', async (args) => {
    const { code, stdout, stderr } = await run(file, ...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/xpected .*\n$/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

it('a part that there is elsewhere alone is named, too', async () =>
  expect((await run('bench/bench.ts', 'nope')).stderr).toMatch(
    /^Expected one of .*search.*, or with --on production one of .*cluster.*; got nope\.\n$/,
  ));

it.each(COMMANDS)('%s --on production without servers is told in a line', async (file) =>
  expect(await run(file, '--on', 'production')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Set MONGODB_URL and KAFKA_BROKERS for --on production: [^\n]*\n$/),
  }),
);

it('a number is one', () => {
  expect(numberOf('--minutes', '0.5')).toBe(0.5);
  expect(() => numberOf('--minutes', 'x')).toThrow('Expected a number, 0 or more, for --minutes, got x.');
  expect(() => numberOf('--minutes', '')).toThrow('got nothing.');
  expect(() => numberOf('--rate', '0', { least: 1 })).toThrow('1 or more');
});

it('a choice is one of those there are', () => {
  expect(oneOf('--on', ['sqlite', 'production'], 'production')).toBe('production');
  expect(() => oneOf('--on', ['sqlite', 'production'], 'x')).toThrow(
    'Expected --on to be sqlite or production, got x.',
  );
});
