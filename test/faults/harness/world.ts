import type { Message } from '../checker/ledger.ts';
import type { Requests } from '../load/asking.ts';
import type { Load } from '../load/load.ts';
import type { Site } from './site.ts';
import type { Supervisor } from './supervisor.ts';

/** What a fault can reach. */
export type World = {
  site: Site;
  supervisor: Supervisor;
  load: Load;
  requests: Requests;
  random: () => number;
  say(line: string): void;
  /** How many messages that are no events were put on topics. */
  planted: Record<string, number>;
  /** A run of many minutes: faults may take their time. */
  isLong: boolean;
  /** How far the clocks of all processes are ahead of ours; milliseconds. */
  clock: { offset: number };
};

/** Bytes that a fault puts on a topic carry a key that begins so. */
export const PLANTED = 'planted-';
export const isPlanted = ({ key }: Message) => key.startsWith(PLANTED);

/** `weight`: how often, beside the others. Resolves when it is over, though not all may have recovered. */
export type Fault = {
  name: string;
  weight: number;
  /** It harms the servers: these must be the run's own. */
  needsServers?: boolean;
  run(world: World): Promise<void>;
};

export const oneOf = <T>(random: () => number, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)]!;

/** Kills it; when it is back it may get requests again. */
export const killAndWait = async ({ supervisor }: World, name: string) => {
  await supervisor.kill(name);
  await supervisor.ready(name);
};
