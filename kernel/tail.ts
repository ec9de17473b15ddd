import type { EventStore } from './event-store/event-store.ts';
import type { Logger } from './logger.ts';
import { startLoop, type Loop } from './loop.ts';
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

export type Tail = Loop & {
  /** How many positions it is behind the end of the log; one more while it may have something to save. */
  lag(): Promise<number>;
};

const LIMIT = 500;

/** Reads the log in total order for ever: woken by appends in this process, else polling 10 to 500 ms. */
export const startTail = (tailing: Tailing): Tail => {
  const { name, eventStore, checkpoint, handle, limit = LIMIT, log } = tailing;
  let position: number | undefined;
  let owesLast = false;

  const readOn = async () => {
    position ??= await checkpoint();
    const events = await eventStore.readAll(position, limit);
    const isLast = events.length < limit;
    if (events.length > 0 || owesLast) await handle(events, isLast);
    owesLast = !isLast;
    position = events.at(-1)?.position ?? position;
    return events.length > 0;
  };

  const loop = startLoop({
    name,
    work: readOn,
    onFailure() {
      position = undefined;
      owesLast = false;
      tailing.onFailure?.();
    },
    listen: eventStore.onAppend,
    log,
  });

  return {
    ...loop,
    lag: async () => (await eventStore.end()) - (position ?? (await checkpoint())) + Number(owesLast),
  };
};
