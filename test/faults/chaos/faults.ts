import type { Fault } from '../harness/world.ts';
import { echo, poison, rewind, viewsLost } from './bus.ts';
import { atPoints, atRandom, freezing } from './kills.ts';
import { leap, newVersion, rolling, skewed } from './restarts.ts';

const everywhere = [atPoints, atRandom, freezing, rolling, skewed, leap, echo, rewind, viewsLost, poison];

export const faultsOf = (site: 'sqlite' | 'production'): Fault[] =>
  site === 'sqlite' ? [...everywhere, newVersion] : everywhere;
