import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { ManualClock, type Clock } from '../../../kernel/clock.ts';
import type { Ground, Subgraph } from '../../../kernel/host.ts';
import { createIds } from '../../../kernel/ids.ts';
import { openSqlite, type Infrastructure, type Stores } from '../../../kernel/infrastructure.ts';
import type { Logger } from '../../../kernel/logger.ts';
import { runAll } from '../../../roles/run-all.ts';
import type { Document, Stored, View } from '../../../kernel/view-store/view-store.ts';
import { testLog } from '../../marketplace.ts';
import { asking } from './asking.ts';
import { boardsOf, countersSubgraph } from './services.ts';

type Options = {
  subgraphs?: Record<string, Subgraph>;
  folder?: string;
  clock?: Clock;
  log?: Logger;
  /** Puts something between the services and their stores. */
  wrap?: (infrastructure: Infrastructure) => Infrastructure;
};

export const openGround = async (options: Options = {}): Promise<Ground> => {
  const { folder = ':memory:', log = testLog, wrap = (infrastructure) => infrastructure } = options;
  const { clock = new ManualClock('2026-01-15T12:00:00.000Z') } = options;
  const infrastructure = wrap(await openSqlite(folder));
  return { infrastructure, clock, ids: createIds(clock), log, registry: new Registry(), build: 'test' };
};

/** The toy services, both heads, in this process. */
export const runToys = async (options: Options = {}) => {
  const { subgraphs = { counters: countersSubgraph, boards: boardsOf() } } = options;
  const running = await runAll(await openGround(options), subgraphs, [randomBytes(32)]);
  return { ...running, ask: asking(running.hosted['counters']!.handleCommand) };
};

export type Toys = Awaited<ReturnType<typeof runToys>>;

/** The same infrastructure with other stores for one service. */
export const withStores = (
  infrastructure: Infrastructure,
  service: string,
  change: (stores: Stores) => Stores,
): Infrastructure => ({
  ...infrastructure,
  async storesOf(name) {
    const stores = await infrastructure.storesOf(name);
    return name === service ? change(stores) : stores;
  },
});

/** The same view store with other views. */
export const withViews = (stores: Stores, change: (view: View) => View): Stores => ({
  ...stores,
  viewStore: {
    ...stores.viewStore,
    open: async <V extends Document>(definition: { name: string; indexes: string[][] }) =>
      change(await stores.viewStore.open(definition)) as unknown as View<V>,
  },
});

/** All that a view has stored, but for how often: equal for two builds of one history. */
export const contentsOf = async (view: View): Promise<Omit<Stored, 'writes'>[]> =>
  (await view.scan('', 10_000)).map(({ writes: _, ...stored }) => stored);
