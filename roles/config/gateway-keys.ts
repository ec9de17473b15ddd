import { ConfigError, partsOf, type Env } from './values.ts';

const LEAST_BYTES = 32;

/** One or two: the first signs what the gateway says to a service, each is accepted. Empty when there is none. */
export const gatewayKeysOf = (env: Env): Uint8Array[] => {
  const keys = partsOf(env['GATEWAY_KEY'] ?? '').map(bytesOf);
  if (keys.length > 2)
    throw new ConfigError(`Set GATEWAY_KEY to one key, or to two while they rotate, not ${keys.length}.`);
  for (const key of keys)
    if (key.length < LEAST_BYTES)
      throw new ConfigError(
        `Set GATEWAY_KEY to at least ${LEAST_BYTES} random bytes in hex or base64, not ${key.length} bytes: openssl rand -hex 32.`,
      );
  return keys;
};

const bytesOf = (text: string): Uint8Array => {
  if (/^([\da-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[\w+/-]+={0,2}$/.test(text)) return Buffer.from(text, 'base64');
  throw new ConfigError('Set GATEWAY_KEY to random bytes in hex or base64: openssl rand -hex 32.');
};
