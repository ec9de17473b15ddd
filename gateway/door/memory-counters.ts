import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Counter, Rate } from './rate-limits.ts';

/** Of viewers, or of addresses, that one process counts at once; about 40 MB. */
const MOST_KEYS = 100_000;

/** Counts in this process alone. Who came first is forgotten first where there are too many. */
export const createMemoryCounter = ({ requests, seconds }: Rate, most = MOST_KEYS): Counter => {
  const limiter = new RateLimiterMemory({ points: requests, duration: seconds });
  const keys = new Set<string>();

  const note = (key: string) => {
    keys.delete(key);
    keys.add(key);
    if (keys.size <= most) return;
    const [first] = keys;
    keys.delete(first!);
    void limiter.delete(first!);
  };

  return {
    async consume(key, points) {
      const counted = await limiter.consume(key, points);
      if (counted.isFirstInDuration) note(String(key));
      return counted;
    },
  };
};
