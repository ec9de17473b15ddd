import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Counter, Rate } from './rate-limits.ts';

/** Of viewers, or of addresses, that one process counts at once; about 40 MB. */
const MOST_KEYS = 100_000;

/** Counts in this process alone. Who came first is forgotten first where there are too many. */
export const createMemoryCounter = ({ requests, seconds }: Rate, most = MOST_KEYS): Counter => {
  const limiter = new RateLimiterMemory({ points: requests, duration: seconds });
  /** Since when each is counted. */
  const begun = new Map<string, number>();

  const begin = (key: string, now: number) => {
    begun.delete(key);
    begun.set(key, now);
    if (begun.size <= most) return;
    const [first] = begun.keys();
    begun.delete(first!);
    void limiter.delete(first!);
  };

  return {
    consume(key, points) {
      const now = performance.now();
      const since = begun.get(key);
      if (since === undefined || now - since >= seconds * 1_000) begin(key, now);
      return limiter.consume(key, points);
    },
  };
};
