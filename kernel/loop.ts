import type { Logger } from './logger.ts';

const SOONEST = 10;
/** Milliseconds: soon after there was something; after a quarter of a minute without. */
const [LATEST_AT_FIRST, LATEST_IDLE] = [200, 500];
const LATEST_FAILED = 5_000;

type Looping = {
  name: string;
  /** True when there was something to do: then there may be more. */
  work(): Promise<boolean>;
  /** After a failure, before it is tried again. */
  onFailure?(): void;
  /** How to hear that there may be something to do; answers how to stop listening. */
  listen(ring: () => void): () => void;
  log: Logger;
};

export type Loop = {
  /** How often it failed, and was tried again. */
  failures(): number;
  /** Resolves when the work in hand is done. */
  close(): Promise<void>;
};

/** Works for ever: at once when woken, else 10 ms after it last had something to do, later and later to 500 ms. */
export const startLoop = ({ name, work, onFailure, listen, log }: Looping): Loop => {
  const bell = createBell();
  const unlisten = listen(bell.ring);
  let isClosing = false;
  let failures = 0;

  const run = async () => {
    let [pause, rest] = [SOONEST, 0];
    while (!isClosing) {
      try {
        if (await work()) pause = SOONEST;
        else {
          pause = Math.min(pause, LATEST_IDLE);
          pause = (await bell.wait(pause)) ? SOONEST : pause * (pause < LATEST_AT_FIRST ? 2 : 1.02);
        }
        rest = 0;
      } catch (error) {
        failures += 1;
        onFailure?.();
        log.error({ error, tail: name }, 'A tail failed and begins again at its checkpoint.');
        [pause, rest] = [SOONEST, Math.min(Math.max(rest, 50) * 2, LATEST_FAILED)];
        await bell.wait(rest, () => isClosing);
      }
    }
  };
  const running = run();

  return {
    failures: () => failures,
    async close() {
      isClosing = true;
      unlisten();
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
