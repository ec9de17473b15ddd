import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * For a process that is one of nine on a machine: the heap grows late and in small steps. Before anything is
 * compiled, because code that was cached under other flags is compiled again.
 */
export const keepHeapSmall = () => {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  setFlagsFromString('--expose-gc');
};

/**
 * For a gateway that has started: what a request makes is dead when it has been answered, unless a collection comes
 * before. With the small heap it takes twice the CPU. And nothing is old from its first moment, because what the same
 * code made before lived on for a while, as it does at a cold start: all that it points to would live on with it.
 */
export const letHeapGrow = () => {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--heap-growing-percent=100');
  setFlagsFromString('--no-allocation-site-pretenuring');
};

type Collect = (how: { type: 'major'; flavor: 'last-resort' }) => void;

/** Gives back what only the start needed, in some 70 ms that no request waits for: 20 MB in a gateway. */
export const collectStart = () =>
  (runInNewContext('gc') as Collect)({ type: 'major', flavor: 'last-resort' });
