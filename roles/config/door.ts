import type { JWK } from 'jose';
import type { Claims } from '../../gateway/door/identity.ts';
import type { Rate } from '../../gateway/door/rate-limits.ts';
import { masked } from './production.ts';
import { ALGORITHMS, publicKeysOf } from './public-keys.ts';
import { httpUrlOf } from './urls.ts';
import { ConfigError, oneOf, partsOf, type Env } from './values.ts';

/** Who comes in, and how often. */
export type DoorConfig = {
  tokens: Claims & TokenKeys;
  rates: { viewer?: Rate; address?: Rate };
  /** Where several gateways count together. */
  redisUrl?: string;
  trustedProxies: number;
  /** A line for each request. */
  accessLog: boolean;
};

/** At most one of them; without, the users' service tells its keys. */
type TokenKeys = { keys?: JWK[]; keysAt?: string[] };

export const doorOf = (env: Env, isProduction: boolean): DoorConfig => {
  const rates = {
    ...rateOf(env, 'viewer', isProduction ? '6000/60' : 'off'),
    ...rateOf(env, 'address', isProduction ? '60000/60' : 'off'),
  };
  return {
    tokens: tokensOf(env),
    rates,
    ...redisOf(env),
    trustedProxies: proxiesOf(env),
    accessLog: oneOf(env, 'ACCESS_LOG', ['on', 'off'], isProduction ? 'on' : 'off') === 'on',
  };
};

const tokensOf = (env: Env): DoorConfig['tokens'] => {
  const [issuer, audience, at] = [env['JWT_ISSUER'], env['JWT_AUDIENCE'], env['JWKS_URL']];
  const algorithms = partsOf(env['JWT_ALGORITHMS'] ?? 'EdDSA');
  const other = algorithms.find((name) => !ALGORITHMS.includes(name));
  if (other !== undefined || algorithms.length === 0)
    throw new ConfigError(
      `Set JWT_ALGORITHMS to some of ${ALGORITHMS.join(', ')}, not ${JSON.stringify(other ?? '')}.`,
    );
  return {
    algorithms,
    ...(issuer && { issuer }),
    ...(audience && { audience }),
    ...keysOf(env['JWT_PUBLIC_KEY'], at, algorithms),
  };
};

const keysOf = (given: string | undefined, at: string | undefined, algorithms: string[]): TokenKeys => {
  if (given && at) throw new ConfigError('Set JWT_PUBLIC_KEY or JWKS_URL, not both.');
  if (given) return { keys: publicKeysOf(given, algorithms) };
  return at ? { keysAt: partsOf(at).map((url) => httpUrlOf('JWKS_URL', url)) } : {};
};

const RATE = /^([1-9]\d{0,8})\/([1-9]\d{0,4})$/;

const rateOf = (env: Env, kind: 'viewer' | 'address', otherwise: string) => {
  const name = `RATE_LIMIT_${kind.toUpperCase()}`;
  const value = env[name] ?? otherwise;
  if (value === 'off') return {};
  const [, requests, seconds] = RATE.exec(value) ?? [];
  if (requests === undefined)
    throw new ConfigError(
      `Set ${name} to REQUESTS/SECONDS like 600/60, or off; not ${JSON.stringify(value)}.`,
    );
  return { [kind]: { requests: Number(requests), seconds: Number(seconds) } };
};

const redisOf = (env: Env): { redisUrl?: string } => {
  const url = env['REDIS_URL'];
  if (!url) return {};
  if (!/^rediss?:\/\/[^/\s]+/.test(url))
    throw new ConfigError(
      `Set REDIS_URL to redis://HOST:PORT or rediss://HOST:PORT, not ${JSON.stringify(masked(url))}.`,
    );
  return { redisUrl: url };
};

const proxiesOf = (env: Env): number => {
  const value = env['TRUST_PROXY'] ?? '0';
  if (!/^(\d|10)$/.test(value))
    throw new ConfigError(
      `Set TRUST_PROXY to how many proxies stand in front of the gateway, 0 to 10, not ${JSON.stringify(value)}.`,
    );
  return Number(value);
};
