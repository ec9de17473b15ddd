import { Counter, type Registry } from 'prom-client';
import { createMemoryCounter } from '../gateway/door/memory-counters.ts';
import { createRateLimits, type RateLimits } from '../gateway/door/rate-limits.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Config } from './config.ts';

export type OpenRateLimits = { rateLimits: RateLimits; close(): Promise<void> };

/** As they were set, counted in Redis where there is one. */
export const openRateLimits = async (
  { door: { rates, redisUrl } }: Config,
  registry: Registry,
  log: Logger,
): Promise<OpenRateLimits> => {
  const redis =
    redisUrl && (await import('../gateway/door/redis-counters.ts')).openRedisCounters(redisUrl, log);
  const rateLimits = createRateLimits({
    rates,
    counterOf: redis ? redis.counterOf : (_, rate) => createMemoryCounter(rate),
    ...observed(registry),
  });
  return { rateLimits, close: async () => (redis ? redis.close() : undefined) };
};

const observed = (registry: Registry) => {
  const refused = new Counter({
    name: 'chimera_rate_limited_total',
    help: 'Requests that were one too many, by whose they were.',
    labelNames: ['of'],
    registers: [registry],
  });
  const uncounted = new Counter({
    name: 'chimera_rate_limit_failures_total',
    help: 'Requests that passed because Redis did not count them.',
    registers: [registry],
  });
  return { onRefused: (of: string) => refused.inc({ of }), onFailure: () => uncounted.inc() };
};
