import type { Site } from '../harness/site.ts';
import type { Fault } from '../harness/world.ts';
import { echo, poison, rewind, viewsLost } from './bus.ts';
import { atPoints, atRandom, freezing } from './kills.ts';
import { olderBackup, topicLost } from './losses.ts';
import { rebalances } from './members.ts';
import { mixedVersions, nextBuild } from './builds.ts';
import { leap, newVersion, rolling, skewed } from './restarts.ts';
import { acksLost, brokerCutOff, brokerDown, slowConsumer, storeAway, workerCutOff } from './servers.ts';

const losses = [rewind, viewsLost, olderBackup, topicLost];
const everywhere = [atPoints, atRandom, freezing, rolling, skewed, leap, echo, poison, ...losses];

const apart = [
  nextBuild,
  mixedVersions,
  slowConsumer,
  rebalances,
  storeAway,
  workerCutOff,
  brokerDown,
  acksLost,
  brokerCutOff,
];

/** Those that can be had here. */
export const faultsOf = ({ name, network }: Site): Fault[] =>
  name === 'sqlite'
    ? [...everywhere, newVersion]
    : [...everywhere, ...apart].filter(({ needsServers }) => !needsServers || network?.servers);
