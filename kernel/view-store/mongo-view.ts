import type { Collection, Db, Filter } from 'mongodb';
import type { Desk } from '../mongo.ts';
import { reached } from '../points.ts';
import { bodyOf, fieldOf, filterOf, partsOf, storedOf, type ViewDocument } from './mongo-query.ts';
import { storeAll } from './mongo-view-writes.ts';
import type { Checkpoint, Document, Query, Stored, View } from './view-store.ts';

export type Opened = {
  view: Collection<ViewDocument>;
  database: Db;
  name: string;
  ask: Desk['ask'];
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  onChange(name: string): void;
};

/** What another process stored may be seen this long after the time that it noted. */
const OVERLAP = 2_000;

export const openMongoView = <V extends Document>(opened: Opened): View<V> => {
  const { view, database, name, ask } = opened;

  const stored = async (filter: Filter<ViewDocument>) => (await view.find(filter).toArray()).map(storedOf<V>);

  const pageOf = async (query: Query, more: Filter<ViewDocument> = {}): Promise<V[]> => {
    const page: V[] = [];
    for (const { filter, sort } of partsOf(query, more)) {
      const left = query.first - page.length;
      if (left <= 0) break; // a limit of 0 would be none
      const only = { projection: { body: 1 } };
      page.push(...(await view.find(filter, only).sort(sort).limit(left).toArray()).map(bodyOf<V>));
    }
    return page;
  };

  const countOf = async (filter: Filter<ViewDocument>, limit: number) =>
    limit <= 0
      ? 0
      : (
          await view
            .find(filter, { projection: { _id: 1 } })
            .limit(limit)
            .toArray()
        ).length;

  // Side by side over the connections of the pool: one pipeline for all would be planned for none.
  const each = <T>(values: string[], work: (value: string) => Promise<T>) => Promise.all(values.map(work));

  return {
    name,

    load: (ids) =>
      ask(async () => new Map((await stored({ _id: { $in: ids } })).map((one) => [one.id, one]))),

    async store(changed, checkpoint) {
      const lost = await ask(() => storeAll(view, changed));
      if (checkpoint && lost.length === 0) {
        reached('checkpoint.before');
        await opened.saveCheckpoint(checkpoint);
        reached('checkpoint.after');
      }
      if (changed.length > lost.length) opened.onChange(name);
      return lost;
    },

    get: (ids) =>
      ask(async () => {
        // By the `_id` alone; the state is looked at here.
        const found = await view.find({ _id: { $in: ids } }, { projection: { body: 1, state: 1 } }).toArray();
        const live = new Map(
          found.filter(({ state }) => state === 'live').map((one) => [one._id, bodyOf<V>(one)]),
        );
        return ids.map((id) => live.get(id) ?? null);
      }),

    find: (query) => ask(() => pageOf(query)),
    findEach: (field, values, query) =>
      ask(() => each(values, (value) => pageOf(query, { [fieldOf(field)]: value }))),

    count: (where, limit) => ask(() => countOf(filterOf(where), limit)),
    countEach: (field, values, where, limit) =>
      ask(() => each(values, (value) => countOf(filterOf(where, { [fieldOf(field)]: value }), limit))),

    changedSince: (instant) =>
      ask(async () => {
        const asOf = await serverTime(database); // before the reading: what comes after it is seen the next time
        const since = new Date(Math.max(0, instant - OVERLAP));
        const found = await view
          .find({ storedAt: { $gte: since } })
          .sort({ storedAt: 1 })
          .toArray();
        return { documents: found.map(storedOf<V>), asOf };
      }),

    scan: (afterId, limit) =>
      ask(async () => {
        const found = await view
          .find({ _id: { $gt: afterId } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray();
        return found.map(storedOf<V>) as Stored<V>[];
      }),
  };
};

/** Epoch ms by the clock that `storedAt` is of. */
const serverTime = async (database: Db): Promise<number> => {
  // The second is for servers before 5.0, and for those that stand in for one.
  const answer = await database.command({ hello: 1 }).catch(() => database.command({ isMaster: 1 }));
  return (answer['localTime'] as Date).getTime();
};
