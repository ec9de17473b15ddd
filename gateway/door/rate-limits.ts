import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { Refused } from '../errors.ts';

/** So many requests in so many seconds, from the first one on. */
export type Rate = { requests: number; seconds: number };

/** Both throw Refused, 429, with the limit and when to come again. */
export type RateLimits = {
  ofAddress(address: string): Promise<void> | undefined;
  /** Who is anonymous is counted by address. */
  ofViewer(viewer: Viewer, address: string): Promise<void> | undefined;
};

export type Kind = 'viewer' | 'address';
export type Counter = Pick<RateLimiterAbstract, 'consume'>;

type Limiting = {
  /** Those that are not there limit nothing. */
  rates: { [K in Kind]?: Rate };
  counterOf(kind: Kind, rate: Rate): Counter;
  onRefused?(kind: Kind): void;
  /** Nothing could be counted: the request passes. */
  onFailure?(error: unknown): void;
};

export const createRateLimits = ({ rates, counterOf, onRefused, onFailure }: Limiting): RateLimits => {
  const limitOf = (kind: Kind) => {
    const rate = rates[kind];
    if (!rate) return () => undefined;
    const counter = counterOf(kind, rate);
    return async (key: string) => {
      try {
        await counter.consume(key);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) return onFailure?.(refused);
        onRefused?.(kind);
        throw tooMany(kind, rate, refused);
      }
    };
  };
  const [address, viewer] = [limitOf('address'), limitOf('viewer')];
  return {
    ofAddress: address,
    ofViewer: ({ id }, from) => viewer(id === null ? `anonymous ${from}` : `member ${id}`),
  };
};

export const NO_LIMITS: RateLimits = { ofAddress: () => undefined, ofViewer: () => undefined };

const tooMany = (kind: Kind, { requests, seconds }: Rate, { msBeforeNext }: RateLimiterRes) => {
  const wait = String(Math.max(1, Math.ceil(msBeforeNext / 1_000)));
  return new Refused(
    429,
    'RATE_LIMITED',
    `Expected at most ${requests} requests of one ${kind} in ${seconds} s, got more: try again in ${wait} s.`,
    {
      'retry-after': wait,
      'ratelimit-limit': String(requests),
      'ratelimit-remaining': '0',
      'ratelimit-reset': wait,
      'ratelimit-policy': `${requests};w=${seconds}`,
    },
  );
};
