import { endOf } from '../wires/watch.ts';
import { WireError, type Wire, type WireRequest, type WireResponse } from '../wires/wire.ts';
import { BREAKER, createBreaker, type BreakerOptions, type BreakerState } from './breaker.ts';

type Guarding = {
  wire: Wire;
  breaker: Partial<BreakerOptions>;
  onChange(state: BreakerState): void;
};

/** Thrown instead of asking a subgraph that has not answered. */
export class NotAsked extends Error {}

/** Sends while the breaker is closed. */
export const createGuard = ({ wire, breaker: given, onChange }: Guarding) => {
  const options = { ...BREAKER, ...given };
  const breaker = createBreaker(options, onChange);
  // One for all: it is on the way of each fetch of an outage.
  const notAsked = new NotAsked(`did not answer ${options.failures} times in a row and is not asked for now`);

  const answered = (response: WireResponse) => {
    breaker.succeeded();
    return response;
  };

  const failed = (error: unknown) => {
    const fault = error instanceof WireError ? error.fault : undefined;
    if (fault === 'not sent' || fault === 'cut off' || fault === 'too late')
      breaker.failed(performance.now());
    else if (fault === 'too large' || fault === 'not HTTP') breaker.succeeded();
    else breaker.abandoned();
    throw error;
  };

  return (request: WireRequest): Promise<WireResponse> => {
    const now = performance.now();
    const ended = endOf(request, now); // before it was asked: that says nothing of it
    if (ended) return Promise.reject(ended);
    if (breaker.refuses(now)) return Promise.reject(notAsked);
    return wire.send(request).then(answered, failed); // two functions for all: this is on every fetch's way
  };
};
