import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Log } from '../log.ts';
import type { Counter, Kind, Rate } from './rate-limits.ts';

/** Milliseconds: a request waits no longer to be counted. */
const TIMEOUT = 250;
/** Milliseconds for which nothing is counted after it did not answer: requests do not wait for it one by one. */
const REST = 1_000;
const LONGEST_PAUSE = 2_000;
const TELLS_EVERY = 30_000;

export type RedisCounters = { counterOf(kind: Kind, rate: Rate): Counter; close(): Promise<void> };

/** Counts together with all processes on this Redis. Where it does not answer, `consume` throws soon. */
export const openRedisCounters = (url: string, log: Log): RedisCounters => {
  const redis = new Redis(url, {
    commandTimeout: TIMEOUT,
    connectTimeout: 8 * TIMEOUT,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE),
  });
  let toldAt = -Infinity;
  redis.on('error', (error) => {
    if (performance.now() - toldAt < TELLS_EVERY) return;
    toldAt = performance.now();
    log.warn({ error }, 'Redis does not answer: requests are not limited.');
  });
  const limiterOf = (kind: Kind, { requests, seconds }: Rate) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `chimera:rate:${kind}`,
      points: requests,
      duration: seconds,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: requests + 1, // who was refused costs Redis nothing more
    });
  let restsUntil = 0;
  return {
    counterOf(kind, rate) {
      const limiter = limiterOf(kind, rate);
      return {
        async consume(key, points) {
          if (performance.now() < restsUntil) throw new Error('Redis did not answer a moment ago.');
          return limiter.consume(key, points).catch((error: unknown) => {
            if (error instanceof Error) restsUntil = performance.now() + REST; // else it has counted: too many
            throw error;
          });
        },
      };
    },
    close: async () => redis.disconnect(),
  };
};
