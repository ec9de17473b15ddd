import { setImmediate as nextTurn } from 'node:timers/promises';

let last: Promise<unknown> = Promise.resolve();

/**
 * A turn of the event loop that no other caller shares. SQLite holds the loop while it works: were many
 * tails and partitions that catch up to go on in one turn, everybody else would wait for all of them.
 */
export const ownTurn = async (): Promise<void> => {
  last = last.then(() => nextTurn());
  await last;
};
