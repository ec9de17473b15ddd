import { endOf } from '../wires/watch.ts';
import { WireError, type Receiver, type Wire, type WireResponse } from '../wires/wire.ts';
import { BREAKER, createBreaker, type Breaker, type BreakerOptions, type BreakerState } from './breaker.ts';

type Guarding = {
  wire: Wire;
  breaker: Partial<BreakerOptions>;
  onChange(state: BreakerState): void;
};

/** Told instead of asking a subgraph that has not answered. */
export class NotAsked extends Error {}

/** Sends while the breaker is closed. */
export const createGuard = ({ wire, breaker: given, onChange }: Guarding): Wire['send'] => {
  const options = { ...BREAKER, ...given };
  const breaker = createBreaker(options, onChange);
  // One for all: it is on the way of each fetch of an outage.
  const notAsked = new NotAsked(`did not answer ${options.failures} times in a row and is not asked for now`);

  return (request, receiver) => {
    const now = performance.now();
    const ended = endOf(request, now); // before it was asked: that says nothing of it
    if (ended) receiver.failed(ended);
    else if (breaker.refuses(now)) receiver.failed(notAsked);
    else wire.send(request, new Guarded(breaker, receiver));
  };
};

/** Tells the breaker what became of one that was sent. */
class Guarded implements Receiver {
  private readonly breaker: Breaker;
  private readonly receiver: Receiver;

  constructor(breaker: Breaker, receiver: Receiver) {
    this.breaker = breaker;
    this.receiver = receiver;
  }

  answered(response: WireResponse) {
    this.breaker.succeeded();
    this.receiver.answered(response);
  }

  failed(error: unknown) {
    const fault = error instanceof WireError ? error.fault : undefined;
    if (fault === 'not sent' || fault === 'cut off' || fault === 'too late')
      this.breaker.failed(performance.now());
    else if (fault === 'too large' || fault === 'not HTTP') this.breaker.succeeded();
    else this.breaker.abandoned();
    this.receiver.failed(error);
  }
}
