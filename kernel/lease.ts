import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease } from './infrastructure.ts';
import type { Logger } from './logger.ts';

/** What only the holder runs. */
export type Holding = { close(): Promise<void> };

const EVERY = 1_000;

/**
 * Starts the work when the lease is held, and ends it when it is lost. A store that does not answer changes
 * nothing: two holders for a moment are harmless, and none for long is not.
 */
export const whileHeld = async <H extends Holding>(lease: Lease, start: () => Promise<H>, log: Logger) => {
  const closing = new AbortController();
  let holding: H | undefined;

  const claim = async () => {
    try {
      const isHeld = await lease.claim();
      if (isHeld) holding ??= await start();
      else if (holding) {
        const lost = holding;
        holding = undefined;
        log.warn({}, 'Another worker has taken the lease.');
        await lost.close();
      }
    } catch (error) {
      log.warn({ error }, 'The lease could not be claimed; what runs goes on.');
    }
  };
  const run = async () => {
    while (!closing.signal.aborted) {
      await sleep(EVERY, undefined, { signal: closing.signal }).catch(() => {});
      if (!closing.signal.aborted) await claim();
    }
  };
  await claim();
  const running = run();

  return {
    held: () => holding,
    async close() {
      closing.abort();
      await running;
      await holding?.close();
      await lease
        .release()
        .catch((error) => log.warn({ error }, 'The lease could not be given back: it will end.'));
    },
  };
};
