import { WireError, type WireRequest } from './wire.ts';

/** Milliseconds: a client that left, or a deadline that passed, is noticed so late at most. */
const EVERY = 25;

export type Waiting = { request: WireRequest; fail(error: WireError): void };

/** Ends what waits for too long or for nobody: one timer for all, instead of one and a listener for each. */
export const createWatch = () => {
  const waiting = new Set<Waiting>();
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    const now = performance.now();
    for (const one of waiting) {
      const error = endOf(one.request, now);
      if (!error) continue;
      waiting.delete(one);
      one.fail(error);
    }
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    add(one: Waiting) {
      waiting.add(one);
      // Behind the sockets: after a pause of the whole process what has come is read first.
      timer ??= setInterval(() => setImmediate(look), EVERY);
    },
    delete: (one: Waiting) => waiting.delete(one),
  };
};

export type Watch = ReturnType<typeof createWatch>;

/** Undefined while it may go on. */
export const endOf = ({ signal, deadline }: WireRequest, now: number): WireError | undefined => {
  if (signal?.aborted) return new WireError('cancelled', 'Nobody waits for the answer any more.');
  if (deadline !== undefined && now >= deadline)
    return new WireError('too late', 'There was no answer before the deadline.');
  return undefined;
};
