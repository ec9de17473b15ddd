import { isDeepStrictEqual } from 'node:util';
import { Registry } from 'prom-client';
import { systemClock } from '../kernel/clock.ts';
import { hostService, type Subgraph } from '../kernel/host.ts';
import { createIds } from '../kernel/ids.ts';
import { openSqlite, type Stores } from '../kernel/infrastructure.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Row, RowStore } from '../kernel/row-store/row-store.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';

const PAGE = 200;

/** A service's stores, and the names of all its rows. */
export type Copied = { stores: Stores; rowNames: string[] };

/** The stores of a folder. No port lists the rows of a service: whoever hosts it opens all of them. */
export const openSource = async (folder: string, log: Logger) => {
  const infrastructure = await openSqlite(folder);
  const ground = {
    clock: systemClock,
    ids: createIds(systemClock),
    log,
    registry: new Registry(),
    build: 'seed',
  };
  return {
    stores: infrastructure.storesOf,
    async copied(name: string): Promise<Copied> {
      const stores = await infrastructure.storesOf(name);
      const rowNames: string[] = [];
      const rows = noting(stores.rows, rowNames);
      const noted = { ...infrastructure, storesOf: async () => ({ ...stores, rows }) };
      await hostService({ ...ground, infrastructure: noted }, subgraphs[name]!);
      return { stores, rowNames };
    },
    close: infrastructure.close,
  };
};

const noting = (rows: RowStore, names: string[]): RowStore => ({
  ...rows,
  open(name, indexes) {
    names.push(name);
    return rows.open(name, indexes);
  },
});

/**
 * Copies a service's rows, its log, and how far its reactions have come: what they did is in the copy already.
 * Done twice it is done once; throws where the target holds something else.
 */
export const copyStores = async ({ stores, rowNames }: Copied, target: Stores, { worker }: Subgraph) => {
  for (const name of rowNames) await copyRows(stores.rows, target.rows, name);
  for (let number = 0; ;) {
    const commits = await stores.eventStore.readCommits(number, PAGE);
    if (commits.length === 0) break;
    await target.eventStore.restore(commits);
    number = commits.at(-1)!.number;
  }
  for (const reaction of Object.keys(worker.reactions)) {
    const name = `reaction/${reaction}`;
    await target.viewStore.saveCheckpoint({ name, position: await stores.viewStore.checkpoint(name) });
  }
};

const copyRows = async (source: RowStore, target: RowStore, name: string) => {
  const [from, to] = [await source.open<Row>(name), await target.open<Row>(name)];
  for (const row of await from.all()) {
    if (await to.insert(row)) continue;
    const [there] = await to.get([row.id]);
    if (!isDeepStrictEqual(there, row))
      throw new Error(`Expected ${name} ${row.id} as it was copied, found another.`);
  }
};
