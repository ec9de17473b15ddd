import { WireError, type WireRequest } from './wire.ts';

/** Milliseconds: a client that left, or a deadline that passed, is noticed so late at most. */
const EVERY = 25;

/** `place`: where it stands among those that wait; -1 where it does not. */
export type Waiting = { request: WireRequest; place: number; fail(error: WireError): void };

/**
 * Ends what waits for too long or for nobody: one timer for all, instead of one and a listener for each. In a list and
 * not in a Set: each table that a growing Set leaves behind holds the next one and all that was in it, so that what has
 * long ended would live until a full collection.
 */
export const createWatch = () => {
  const waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  const remove = (one: Waiting) => {
    const { place } = one;
    if (place === -1) return;
    const last = waiting.pop()!;
    if (last !== one) waiting[(last.place = place)] = last;
    one.place = -1;
  };

  const look = () => {
    const now = performance.now();
    for (const one of [...waiting]) {
      const error = one.place === -1 ? undefined : endOf(one.request, now);
      if (!error) continue;
      remove(one);
      one.fail(error);
    }
    if (waiting.length > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    add(one: Waiting) {
      one.place = waiting.push(one) - 1;
      // Behind the sockets: after a pause of the whole process what has come is read first.
      timer ??= setInterval(() => setImmediate(look), EVERY);
    },
    delete: remove,
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
