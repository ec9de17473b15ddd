import type { Collection, Db } from 'mongodb';
import { createDesk, isDuplicate, type Desk } from '../mongo.ts';
import type { Row, Rows, RowStore } from './row-store.ts';

/** The stored format: `writes` is the optimistic lock of `update`. */
type RowDocument = { _id: string; body: Row; writes: number };

/** A collection for each kind of row; each write is durable with a majority. */
export const openMongoRowStore = async (database: Db): Promise<RowStore> => {
  const desk = createDesk('row store');
  return {
    open: <R extends Row>(name: string, indexes: (string & keyof R)[] = []) =>
      desk.ask(async () => {
        for (const word of [name, ...indexes])
          if (!/^\w+$/.test(word)) throw new TypeError(`Expected a name of letters and digits, got ${word}.`);
        const rows = database.collection<RowDocument>(`rows_${name}`);
        for (const field of indexes) await rows.createIndex({ [`body.${field}`]: 1 }, { name: field });
        return openRows<R>(desk, rows, indexes);
      }),
    close: desk.close,
  };
};

const openRows = <R extends Row>(
  { ask }: Desk,
  rows: Collection<RowDocument>,
  indexes: string[],
): Rows<R> => {
  const bodyOf = ({ body }: RowDocument) => body as R;

  /** Once; undefined where somebody has changed the row since it was read. */
  const tryUpdate = async (_id: string, change: (row: R) => R | null): Promise<boolean | undefined> => {
    const found = await rows.findOne({ _id });
    const changed = found && change(bodyOf(found));
    if (!changed) return false;
    const { writes } = found;
    const set = { $set: { body: { ...changed, id: _id }, writes: writes + 1 } };
    return (await rows.updateOne({ _id, writes }, set)).matchedCount === 1 || undefined;
  };

  return {
    get: (ids) =>
      ask(async () => {
        const found = await rows.find({ _id: { $in: ids } }).toArray();
        const byId = new Map(found.map((row) => [row._id, bodyOf(row)]));
        return ids.map((id) => byId.get(id) ?? null);
      }),

    insert: (row) =>
      ask(async () => {
        try {
          await rows.insertOne({ _id: row.id, body: row, writes: 1 });
          return true;
        } catch (error) {
          if (isDuplicate(error)) return false;
          throw error;
        }
      }),

    update: (id, change) =>
      ask(async () => {
        for (;;) {
          const isUpdated = await tryUpdate(id, change);
          if (isUpdated !== undefined) return isUpdated;
        }
      }),

    remove: (ids) => ask(async () => void (await rows.deleteMany({ _id: { $in: ids } }))),

    findBy: (field, value) =>
      ask(async () => {
        if (!indexes.includes(field))
          throw new TypeError(`Expected one of ${indexes.join(', ')}, got ${field}.`);
        return (
          await rows
            .find({ [`body.${field}`]: value })
            .sort({ _id: 1 })
            .toArray()
        ).map(bodyOf);
      }),

    all: () => ask(async () => (await rows.find().sort({ _id: 1 }).toArray()).map(bodyOf)),
  };
};
