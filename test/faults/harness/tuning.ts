import type { Db } from 'mongodb';

/**
 * MongoDB finds `{ _id, writes }` by its index on `_id`. The server that stands in for it in tests uses an
 * index only where the filter has exactly its fields, and else looks at every document: a view of 30,000
 * would take 7 ms for each write. So the harness gives it an index that MongoDB has no use for.
 */
export const tune = async (database: Db): Promise<void> => {
  for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray())
    if (/^(view|rows)_/.test(name))
      await database.collection(name).createIndex({ _id: 1, writes: 1 }, { unique: true, name: 'tuned' });
};
