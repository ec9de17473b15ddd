import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../roles/config.ts';
import { masked } from '../../roles/config/production.ts';
import { ROLES } from '../../roles/config/role.ts';

const SERVERS = { MONGODB_URL: 'mongodb://db', KAFKA_BROKERS: 'kafka:9092' };
const KEY = 'ab'.repeat(32);

it.each([
  ['start', 'now'],
  ['seed', 'twice'],
])('what is surplus is refused, not passed over: %s %s', (command, surplus) =>
  expect(() => readConfig({}, [command, surplus])).toThrow(
    `Expected nothing behind ${command}, got ${surplus}.`,
  ),
);

// What somebody set wrong ends at the start with one line that says what to set.
it.each<[Record<string, string>, string]>([
  [{ PORT: 'http' }, 'Set PORT to a number from 0 to 65535, not "http".'],
  [{ PORT: '' }, 'Set PORT to a number from 0 to 65535, not "".'],
  [{ PORT: '70000' }, 'Set PORT to a number from 0 to 65535, not "70000".'],
  [{ DATA_DIR: '' }, 'Set DATA_DIR to a folder, or unset it; it is empty.'],
  [{ SEED: 'lots' }, 'Set SEED to demo, none, or unset it; not "lots".'],
  [{ NODE_ENV: 'prod' }, 'Set NODE_ENV to development, production, test, or unset it; not "prod".'],
  [{ LOG_LEVEL: 'loud' }, 'Set LOG_LEVEL to debug, info, warn, error, silent, or unset it; not "loud".'],
  [{ CORS_ORIGINS: 'shop' }, 'Set CORS_ORIGINS to origins like https://shop.example.com, not "shop".'],
  [{ GALLERY_HOSTS: '/' }, 'Set GALLERY_HOSTS to names of hosts like images.example.com, not "/".'],
  [{ GALLERY_HOSTS: 'a.example, https://b.example' }, 'like images.example.com, not "https://b.example".'],
  [{ GALLERY_HOSTS: 'a.example:443' }, 'like images.example.com, not "a.example:443".'],
  [{ GALLERY_HOSTS: '' }, 'like images.example.com, not "".'],
  [{ DRAIN_SECONDS: 'long' }, 'Set DRAIN_SECONDS to seconds from 0 to 60, not "long".'],
  [{ START_TIMEOUT: '-1' }, 'Set START_TIMEOUT to seconds from 0 to 86400, not "-1".'],
  [
    { MONGODB_URL: 'mongodb://db' },
    'MONGODB_URL is set alone: set KAFKA_BROKERS too, or neither for SQLite.',
  ],
  [
    { KAFKA_BROKERS: 'kafka:9092' },
    'KAFKA_BROKERS is set alone: set MONGODB_URL too, or neither for SQLite.',
  ],
  [{ ...SERVERS, MONGODB_URL: 'postgres://me:secret@db' }, 'mongodb+srv://HOST, not "postgres://***@db".'],
  [{ ...SERVERS, MONGODB_URL: 'me:secret@db' }, 'mongodb+srv://HOST, not "***@db".'],
  [{ ...SERVERS, KAFKA_BROKERS: 'kafka' }, 'Set KAFKA_BROKERS to HOST:PORT, several with commas'],
  [{ ...SERVERS, KAFKA_BROKERS: ' , ' }, 'Set KAFKA_BROKERS to HOST:PORT'],
  [{ ...SERVERS, KAFKA_USERNAME: 'me' }, 'Set both KAFKA_USERNAME and KAFKA_PASSWORD, or neither.'],
  [{ ...SERVERS, KAFKA_TLS: 'yes' }, 'Set KAFKA_TLS to on, off, or unset it; not "yes".'],
  [{ ...SERVERS, NAMESPACE: 'a.b' }, 'Set NAMESPACE to at most 31 of a-z, 0-9 and "-"'],
  [{ GATEWAY_KEY: 'aa'.repeat(31) }, 'Set GATEWAY_KEY to at least 32 random bytes in hex or base64, not 31'],
  [{ GATEWAY_KEY: 'to be or not to be' }, 'Set GATEWAY_KEY to random bytes in hex or base64'],
  [
    { GATEWAY_KEY: `${KEY},${KEY},${KEY}` },
    'Set GATEWAY_KEY to one key, or to two while they rotate, not 3.',
  ],
  [{ USERS_URL: 'users:4001' }, 'Set USERS_URL to http://HOST:PORT, replicas with commas between them'],
  [{ GATEWAY_KEY_FILE: '/nowhere' }, 'Set GATEWAY_KEY_FILE to a file that can be read: ENOENT'],
])('%j is told', (env, message) => expect(() => readConfig(env, [])).toThrow(message));

it('no command is guessed', () =>
  expect(() => readConfig({}, ['strat'])).toThrow(
    /^Expected one of start, seed, replay, .*, or a role: gateway, users\.service, users\.worker, .*; got strat\.$/,
  ));

it.each([
  'mongodb://me:secret@db:27017/?replicaSet=rs0',
  'mongodb+srv://me:se/cr@et@db',
  'me:secret@db',
  'Invalid "mongodb://me:secret@db"',
])('no password is told of %s', (url) => expect(masked(url)).not.toMatch(/se\/?cr/));

it('the demo is not for production, unless it is asked for', () => {
  expect(readConfig({}, []).seeds).toBe(true);
  expect(readConfig({ NODE_ENV: 'production' }, []).seeds).toBe(false);
  expect(readConfig({ NODE_ENV: 'production', SEED: 'demo' }, []).seeds).toBe(true);
});

describe('a role alone', () => {
  it.each(ROLES)('%s names the servers that all roles share', (role) =>
    expect(() => readConfig({}, [role])).toThrow(/^Set MONGODB_URL and KAFKA_BROKERS.* alone cannot share/),
  );

  it.each(ROLES.filter((role) => !role.endsWith('worker')))(
    '%s needs a key for whom it speaks with',
    (role) =>
      expect(() => readConfig(SERVERS, [role])).toThrow('Set GATEWAY_KEY, the same for the gateway and each'),
  );

  it('a gateway is not told the passwords of servers that it does not reach', () =>
    expect(readConfig({ GATEWAY_KEY: KEY }, ['gateway'])).toMatchObject({
      role: { kind: 'gateway' },
      port: 4000,
    }));

  it.each([
    ['users.service', 4001],
    ['ratings.service', 4004],
    ['users.worker', 4101],
    ['ratings.worker', 4104],
  ])('%s has a port of its own', (role, port) =>
    expect(readConfig({ ...SERVERS, GATEWAY_KEY: KEY }, [role]).port).toBe(port),
  );
});

it('two keys are valid at once, in hex or base64', () => {
  const keys = [Buffer.alloc(32, 1), Buffer.alloc(40, 250)];
  const GATEWAY_KEY = `${keys[0]!.toString('hex')}, ${keys[1]!.toString('base64')}`;
  expect(readConfig({ GATEWAY_KEY }, []).gatewayKeys).toEqual(keys);
});

it('a service is found at several addresses', () =>
  expect(readConfig({ USERS_URL: 'http://a:1, http://b:2/' }, []).urls).toMatchObject({
    users: ['http://a:1', 'http://b:2'],
    gigs: ['http://localhost:4002'],
  }));

it('a secret may be in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chimera-'));
  writeFileSync(join(folder, 'url'), 'mongodb://me:secret@db\n');
  const { KAFKA_BROKERS } = SERVERS;
  const config = readConfig({ KAFKA_BROKERS, MONGODB_URL_FILE: join(folder, 'url') }, []);
  rmSync(folder, { recursive: true });
  expect(config.production).toEqual({ mongoUrl: 'mongodb://me:secret@db', brokers: ['kafka:9092'] });
});
