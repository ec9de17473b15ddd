import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfig } from '../../roles/config.ts';
import { gatewayKeysOf } from '../../roles/settings.ts';
import { newFolder, runWith } from './process.ts';

// What somebody set wrong ends at the start with one line that says what to set.
it.each([
  [{ PORT: 'http' }, 'Set PORT to a number from 0 to 65535, not "http".'],
  [{ PORT: '' }, 'Set PORT to a number from 0 to 65535, not "".'],
  [{ PORT: '70000' }, 'Set PORT to a number from 0 to 65535, not "70000".'],
  [{ DATA_DIR: '' }, 'Set DATA_DIR to a folder, or unset it; it is empty.'],
  [{ SEED: 'lots' }, 'Set SEED to demo, none, or unset it; not "lots".'],
  [{ NODE_ENV: 'prod' }, 'Set NODE_ENV to development, production, test, or unset it; not "prod".'],
  [{ LOG_LEVEL: 'loud' }, 'Set LOG_LEVEL to debug, info, warn, error, silent, or unset it; not "loud".'],
  [{ CORS_ORIGINS: 'shop' }, 'Set CORS_ORIGINS to origins like https://shop.example.com, not "shop".'],
  [{ MONGODB_URL: 'mongodb://db' }, 'Set KAFKA_BROKERS too, or unset MONGODB_URL: production needs both.'],
  [{ KAFKA_BROKERS: 'kafka:9092' }, 'Set MONGODB_URL too, or unset KAFKA_BROKERS: production needs both.'],
  [
    { MONGODB_URL: 'postgres://db', KAFKA_BROKERS: 'kafka:9092' },
    'Set MONGODB_URL to an address like mongodb://host:27017/?replicaSet=rs0.',
  ],
  [
    { MONGODB_URL: 'mongodb://db', KAFKA_BROKERS: 'kafka' },
    'Set KAFKA_BROKERS to host:port, separated by commas, not "kafka".',
  ],
  [
    { MONGODB_URL: 'mongodb://db', KAFKA_BROKERS: 'kafka:9092', KAFKA_USERNAME: 'me' },
    'Set both KAFKA_USERNAME and KAFKA_PASSWORD, or neither.',
  ],
])('%j is told', (env, message) => expect(() => readConfig(env, [])).toThrow(message));

it('no command is guessed', () =>
  expect(() => readConfig({}, ['strat'])).toThrow(
    /^Expected one of start, seed, replay, parked, staff, .*gateway, users\.service, users\.worker, .*, got strat\.$/,
  ));

it('a role alone needs servers that all roles share', () =>
  expect(() => readConfig({}, ['orders.worker'])).toThrow(
    'Set MONGODB_URL and KAFKA_BROKERS: orders.worker alone cannot share files with the other roles.',
  ));

it.each([[{}], [{ GATEWAY_KEY: 'short' }], [{ GATEWAY_KEY: 'aa'.repeat(31) }]])('%j is no key', (env) =>
  expect(() => gatewayKeysOf(env)).toThrow('Set GATEWAY_KEY to one or two keys of at least 32 bytes'),
);

it('two keys are valid at once, in hex or base64', () => {
  const keys = [Buffer.alloc(32, 1), Buffer.alloc(40, 2)];
  const GATEWAY_KEY = `${keys[0]!.toString('hex')}, ${keys[1]!.toString('base64')}`;
  expect(gatewayKeysOf({ GATEWAY_KEY }).map((key) => Buffer.from(key))).toEqual(keys);
});

it('the demo is not for production, unless it is asked for', () => {
  expect(readConfig({}, []).seeds).toBe(true);
  expect(readConfig({ NODE_ENV: 'production' }, []).seeds).toBe(false);
  expect(readConfig({ NODE_ENV: 'production', SEED: 'demo' }, []).seeds).toBe(true);
});

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
