import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import { ConfigError } from './values.ts';

/** What is verified by which kind of key. */
const FITS: Record<string, (key: JWK) => boolean> = {
  EdDSA: ({ crv }) => crv === 'Ed25519',
  Ed25519: ({ crv }) => crv === 'Ed25519',
  ES256: ({ crv }) => crv === 'P-256',
  ES384: ({ crv }) => crv === 'P-384',
  ES512: ({ crv }) => crv === 'P-521',
  RS256: ({ kty }) => kty === 'RSA',
  RS384: ({ kty }) => kty === 'RSA',
  RS512: ({ kty }) => kty === 'RSA',
  PS256: ({ kty }) => kty === 'RSA',
  PS384: ({ kty }) => kty === 'RSA',
  PS512: ({ kty }) => kty === 'RSA',
};

/** With a public key alone: whoever could read a key for HS256 could sign with it. */
export const ALGORITHMS = Object.keys(FITS);

const PEM = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;
const PUBLIC = ['PUBLIC KEY', 'RSA PUBLIC KEY', 'CERTIFICATE'];

/** Of one PEM or several one after the other, of a JWK, or of a set of them. */
export const publicKeysOf = (text: string, algorithms: string[]): JWK[] => {
  const keys = text.trim().startsWith('{') ? inJson(text) : inPem(text);
  if (keys.length === 0) throw wrong('got none');
  for (const key of keys)
    if (!algorithms.some((algorithm) => FITS[algorithm]!(key)))
      throw new ConfigError(
        `Set JWT_ALGORITHMS to what JWT_PUBLIC_KEY is for: a key of ${key.crv ?? key.kty} verifies no ${algorithms.join(', ')}.`,
      );
  return keys;
};

const inJson = (text: string): JWK[] => {
  const keys = parsed(text);
  for (const key of keys) {
    if (key.kty === 'oct' || key.d !== undefined) throw wrong('got a secret one');
    expectKey({ key: key as Record<string, string>, format: 'jwk' });
  }
  return keys;
};

const parsed = (text: string): JWK[] => {
  try {
    const value = JSON.parse(text) as JWK | { keys: JWK[] };
    return 'keys' in value && Array.isArray(value.keys) ? value.keys : [value as JWK];
  } catch (error) {
    throw wrong(`got no JSON: ${(error as Error).message}`);
  }
};

/** In a variable, the ends of the lines are often written as \n. */
const inPem = (text: string): JWK[] =>
  [...text.replaceAll('\\n', '\n').matchAll(PEM)].map(([pem, label]) => {
    if (!PUBLIC.includes(label!)) throw wrong(`got a ${label!.toLowerCase()}`);
    return expectKey(pem).export({ format: 'jwk' }) as JWK;
  });

const expectKey = (key: Parameters<typeof createPublicKey>[0]) => {
  try {
    return createPublicKey(key);
  } catch (error) {
    throw wrong(`got one that cannot be read: ${(error as Error).message}`);
  }
};

const wrong = (what: string) =>
  new ConfigError(`Set JWT_PUBLIC_KEY, or JWT_PUBLIC_KEY_FILE, to public keys in PEM or as JWK: ${what}.`);
