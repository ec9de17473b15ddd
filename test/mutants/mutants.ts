import { ofStores } from './of-stores.ts';
import { ofTheBus } from './of-the-bus.ts';
import { ofTheKernel } from './of-the-kernel.ts';
import type { Server } from './servers.ts';

/** A bug that somebody could make in good faith: one place of the code, changed. */
export type Mutant = {
  name: string;
  file: string;
  find: string;
  replace: string;
  /** Patterns of the test files that must notice. */
  tests: string[];
  needs?: Server;
};

export const mutants: Mutant[] = [...ofTheKernel, ...ofStores, ...ofTheBus];
