import { setFlagsFromString } from 'node:v8';

/**
 * For a process that is one of nine on a machine: the heap grows late and in small steps. Measured with nothing
 * to do, in MB of RSS: a service 144 → 131, a gateway 198 → 152. Before anything is compiled, because code that
 * was cached under other flags is compiled again.
 */
export const keepHeapSmall = () => {
  setFlagsFromString('--max-semi-space-size=2');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
};
