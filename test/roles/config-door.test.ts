import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../roles/config.ts';

const pem = ({ publicKey }: { publicKey: { export(how: object): unknown } }) =>
  publicKey.export({ type: 'spki', format: 'pem' }) as string;
const edwards = generateKeyPairSync('ed25519');
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const secretPem = edwards.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const publicJwk = edwards.publicKey.export({ format: 'jwk' });
const secretJwk = JSON.stringify(edwards.privateKey.export({ format: 'jwk' }));
const door = (env: Record<string, string>) => readConfig(env, []).door;

describe('who comes in', () => {
  it('is known by the users’ service unless something else is set', () =>
    expect(door({}).tokens).toEqual({ algorithms: ['EdDSA'] }));

  it.each([
    ['a PEM', pem(edwards)],
    ['a PEM in one line', pem(edwards).replaceAll('\n', '\\n')],
    ['a JWK', JSON.stringify(publicJwk)],
    ['a set of JWK', JSON.stringify({ keys: [publicJwk] })],
  ])('is known by a public key: %s', (_, JWT_PUBLIC_KEY) =>
    expect(door({ JWT_PUBLIC_KEY }).tokens.keys).toEqual([publicJwk]),
  );

  it('is known by one of several keys, from a file, and by other algorithms', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chimera-'));
    const JWT_PUBLIC_KEY_FILE = join(folder, 'keys.pem');
    writeFileSync(JWT_PUBLIC_KEY_FILE, pem(edwards) + pem(curve));
    const { tokens } = door({ JWT_PUBLIC_KEY_FILE, JWT_ALGORITHMS: 'EdDSA, ES256' });
    rmSync(folder, { recursive: true });
    expect(tokens.algorithms).toEqual(['EdDSA', 'ES256']);
    expect(tokens.keys!.map(({ crv }) => crv)).toEqual(['Ed25519', 'P-256']);
  });

  it('is known by another issuer, at its addresses', () =>
    expect(
      door({ JWKS_URL: 'https://id.example/keys', JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'shop' })
        .tokens,
    ).toEqual({
      algorithms: ['EdDSA'],
      issuer: 'https://id.example',
      audience: 'shop',
      keysAt: ['https://id.example/keys'],
    }));
});

describe('how often one comes in', () => {
  it('is limited in production, and elsewhere where it is set', () => {
    expect(door({}).rates).toEqual({});
    expect(door({ NODE_ENV: 'production' }).rates).toEqual({
      viewer: { requests: 6_000, seconds: 60 },
      address: { requests: 60_000, seconds: 60 },
    });
    expect(
      door({ NODE_ENV: 'production', RATE_LIMIT_VIEWER: '600/10', RATE_LIMIT_ADDRESS: 'off' }).rates,
    ).toEqual({ viewer: { requests: 600, seconds: 10 } });
    expect(door({ REDIS_URL: 'redis://r:6379' }).redisUrl).toBe('redis://r:6379');
    expect(door({ TRUST_PROXY: '2' }).trustedProxies).toBe(2);
  });
});

const [PUBLIC, SECRET] = [pem(edwards), secretPem];
it.each<[Record<string, string>, string]>([
  [{ JWT_ALGORITHMS: 'HS256' }, 'not "HS256"'],
  [{ JWT_ALGORITHMS: 'none' }, 'Set JWT_ALGORITHMS to some of EdDSA, Ed25519, ES256'],
  [{ JWT_ALGORITHMS: ' ' }, 'not ""'],
  [{ JWT_PUBLIC_KEY: PUBLIC, JWKS_URL: 'http://a' }, 'Set JWT_PUBLIC_KEY or JWKS_URL, not both.'],
  [{ JWT_PUBLIC_KEY: SECRET }, 'got a private key.'],
  [{ JWT_PUBLIC_KEY: secretJwk }, 'got a secret one.'],
  [{ JWT_PUBLIC_KEY: '{"kty":"oct","k":"c2VjcmV0"}' }, 'got a secret one.'],
  [{ JWT_PUBLIC_KEY: '{"kty":"OKP","crv":"Ed25519"}' }, 'got one that cannot be read'],
  [{ JWT_PUBLIC_KEY: '{"kty"' }, 'got no JSON'],
  [{ JWT_PUBLIC_KEY: 'secret' }, 'to public keys in PEM or as JWK: got none.'],
  [{ JWT_PUBLIC_KEY: pem(curve) }, 'is for: a key of P-256 verifies no EdDSA.'],
  [{ JWKS_URL: 'id.example' }, 'Set JWKS_URL to an address like http://HOST:PORT/PATH, not "id.example".'],
  [{ RATE_LIMIT_VIEWER: '600' }, 'Set RATE_LIMIT_VIEWER to REQUESTS/SECONDS like 600/60, or off; not "600".'],
  [{ RATE_LIMIT_ADDRESS: '0/60' }, 'Set RATE_LIMIT_ADDRESS to REQUESTS/SECONDS'],
  [
    { REDIS_URL: 'http://me:secret@r' },
    'Set REDIS_URL to redis://HOST:PORT or rediss://HOST:PORT, not "http://***@r".',
  ],
  [
    { TRUST_PROXY: 'true' },
    'Set TRUST_PROXY to how many proxies stand in front of the gateway, 0 to 10, not "true".',
  ],
  [{ ACCESS_LOG: 'yes' }, 'Set ACCESS_LOG to on, off, or unset it; not "yes".'],
])('%j is told', (env, message) => expect(() => readConfig(env, [])).toThrow(message));
