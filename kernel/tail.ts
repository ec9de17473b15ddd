import type { EventStore } from './event-store/event-store.ts';
import type { Logger } from './logger.ts';
import type { Recorded } from './messages.ts';

export type Tailing = {
  name: string;
  eventStore: EventStore;
  /** What is saved: where to begin, and where to go on after a failure. */
  checkpoint(): Promise<number>;
  /** After a failure: forgets what was not saved, because it is read again. */
  onFailure?(): void;
  /**
   * `isLast`: nothing more was waiting when these were read (it may be called with none, to say so).
   * When it rejects, the tail begins again at the checkpoint.
   */
  handle(events: Recorded[], isLast: boolean): Promise<void>;
  /** Events a read. */
  limit?: number;
  log: Logger;
};

export type Tail = {
  /** How many positions it is behind the end of the log; one more while it may have something to save. */
  lag(): Promise<number>;
  /** Has all that was in the log when this began been handled, and saved? */
  hasCaughtUp(): Promise<boolean>;
  /** Resolves when the batch in hand is done. */
  close(): Promise<void>;
};

const LIMIT = 500;
const SOONEST = 10;
const LATEST_IDLE = 200;
const LATEST_FAILED = 5_000;

/** Reads the log in total order for ever: woken by appends in this process, else polling 10 to 200 ms. */
export const startTail = (tailing: Tailing): Tail => {
  const { name, eventStore, checkpoint, handle, limit = LIMIT, log } = tailing;
  const ends = eventStore.end();
  ends.catch(() => {}); // asked for again by whoever awaits it
  const bell = createBell();
  const unsubscribe = eventStore.onAppend(bell.ring);
  let position: number | undefined;
  let owesLast = false;
  let isClosing = false;

  const readOn = async () => {
    position ??= await checkpoint();
    const events = await eventStore.readAll(position, limit);
    const isLast = events.length < limit;
    if (events.length > 0 || owesLast) await handle(events, isLast);
    owesLast = !isLast;
    position = events.at(-1)?.position ?? position;
    return events.length > 0;
  };

  const run = async () => {
    let pause = SOONEST;
    while (!isClosing) {
      try {
        const hasWorked = await readOn();
        if (hasWorked) pause = SOONEST;
        else {
          pause = Math.min(pause, LATEST_IDLE);
          pause = (await bell.wait(pause)) ? SOONEST : pause * 2;
        }
      } catch (error) {
        position = undefined;
        owesLast = false;
        tailing.onFailure?.();
        log.error({ error, tail: name }, 'A tail failed and begins again at its checkpoint.');
        pause = Math.min(Math.max(pause, 50) * 2, LATEST_FAILED);
        await bell.wait(pause, isFinal);
      }
    }
  };
  const isFinal = () => isClosing;
  const running = run();

  return {
    lag: async () => (await eventStore.end()) - (position ?? (await checkpoint())) + Number(owesLast),
    hasCaughtUp: async () => (await checkpoint()) >= (await ends),
    async close() {
      isClosing = true;
      unsubscribe();
      bell.ring();
      await running;
    },
  };
};

/** Waits for a ring or so many milliseconds; a ring before the wait counts. */
const createBell = () => {
  let hasRung = false;
  let wake = () => {};
  return {
    ring: () => {
      hasRung = true;
      wake();
    },
    /** True when it was rung. `only`: a ring wakes only where this holds. */
    async wait(milliseconds: number, only: () => boolean = () => true) {
      if (!(hasRung && only()))
        await new Promise<void>((resolve) => {
          const timeout = setTimeout(resolve, milliseconds);
          wake = () => {
            if (!only()) return;
            clearTimeout(timeout);
            resolve();
          };
        });
      const wasRung = hasRung;
      hasRung = false;
      return wasRung;
    },
  };
};
