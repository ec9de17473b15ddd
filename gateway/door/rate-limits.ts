import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { Refused } from '../errors.ts';

/** So many requests in so many seconds, from the first one on. */
export type Rate = { requests: number; seconds: number };

/** Both throw Refused, 429, with the limit and when to come again. */
export type RateLimits = {
  ofAddress(address: string): Promise<unknown> | undefined;
  /** Who is anonymous is counted by address. */
  ofViewer(viewer: Viewer, address: string): Promise<unknown> | undefined;
  /** For work of ours that no request may take as often as it likes. Refuses nothing: the next request is refused. */
  charge(viewer: Viewer, address: string, milliseconds: number): void;
};

export type Kind = 'viewer' | 'address';
/** Throws a RateLimiterRes where there were too many. */
export type Counter = { consume(key: string, points: number): Promise<RateLimiterRes> };

/** What is shorter is a request's own: what is known takes microseconds. A point for each of these that has begun. */
const MILLISECONDS_A_POINT = 2;
/** Nobody is ruined by one request: a machine that is busy makes all work long, and one that has just begun. */
const MOST_POINTS = 50;
const MOST_OF_LIMIT = 0.1;

type Limiting = {
  /** Those that are not there limit nothing. */
  rates: { [K in Kind]?: Rate };
  counterOf(kind: Kind, rate: Rate): Counter;
  onRefused?(kind: Kind): void;
  /** Nothing could be counted: the request passes. */
  onFailure?(error: unknown): void;
};

export const createRateLimits = (limiting: Limiting): RateLimits => {
  const [address, viewer] = [createLimit('address', limiting), createLimit('viewer', limiting)];
  return {
    ofAddress: (from) => address?.take(from),
    ofViewer: (who, from) => viewer?.take(keyOf(who, from)),
    charge(who, from, milliseconds) {
      if (milliseconds >= MILLISECONDS_A_POINT) void viewer?.charge(keyOf(who, from), milliseconds);
    },
  };
};

const createLimit = (kind: Kind, { rates, counterOf, onRefused, onFailure }: Limiting) => {
  const rate = rates[kind];
  if (!rate) return undefined;
  const counter = counterOf(kind, rate);
  const most = Math.min(MOST_POINTS, Math.floor(rate.requests * MOST_OF_LIMIT));
  const refuse = (refused: unknown) => {
    if (!(refused instanceof RateLimiterRes)) return onFailure?.(refused);
    onRefused?.(kind);
    throw tooMany(kind, rate, refused);
  };
  return {
    take: (key: string) => counter.consume(key, 1).then(undefined, refuse),
    async charge(key: string, milliseconds: number) {
      const points = Math.min(most, Math.ceil(milliseconds / MILLISECONDS_A_POINT));
      if (points === 0) return;
      try {
        await counter.consume(key, points);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) onFailure?.(refused);
      }
    },
  };
};

const keyOf = ({ id }: Viewer, address: string) => (id === null ? `anonymous ${address}` : `member ${id}`);

export const NO_LIMITS: RateLimits = {
  ofAddress: () => undefined,
  ofViewer: () => undefined,
  charge: () => {},
};

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
