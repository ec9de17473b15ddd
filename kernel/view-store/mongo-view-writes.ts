import { randomUUID } from 'node:crypto';
import { MongoBulkWriteError, type AnyBulkWriteOperation, type Collection } from 'mongodb';
import { isDuplicate } from '../mongo.ts';
import { reached } from '../points.ts';
import type { ViewDocument } from './mongo-query.ts';
import type { Stored } from './view-store.ts';

const SLICE = 500;

/** Stores each document unless its `writes` has moved on; answers the ids of those that were lost. */
export const storeAll = async (view: Collection<ViewDocument>, documents: Stored[]): Promise<string[]> => {
  const lost: string[] = [];
  for (let from = 0; from < documents.length; from += SLICE) {
    if (from > 0) reached('project.mid');
    lost.push(...(await storeSlice(view, documents.slice(from, from + SLICE))));
  }
  return lost;
};

/** One unordered bulk. How many it changed tells whether any was lost; its stamp, which. */
const storeSlice = async (view: Collection<ViewDocument>, documents: Stored[]): Promise<string[]> => {
  const stamp = randomUUID();
  if (
    (await bulkWrite(
      view,
      documents.map((document) => writeOf(document, stamp)),
    )) === documents.length
  )
    return [];
  const ids = documents.map(({ id }) => id);
  const found = await view.find({ _id: { $in: ids } }, { projection: { stamp: 1 } }).toArray();
  const ours = new Set(found.filter((one) => one.stamp === stamp).map(({ _id }) => _id));
  return ids.filter((id) => !ours.has(id));
};

/** How many were stored. One that another process made meanwhile fails by its `_id`. */
const bulkWrite = async (view: Collection<ViewDocument>, writes: AnyBulkWriteOperation<ViewDocument>[]) => {
  try {
    const { matchedCount, upsertedCount } = await view.bulkWrite(writes, { ordered: false });
    return matchedCount + upsertedCount;
  } catch (error) {
    if (!isDuplicate(error) || !(error instanceof MongoBulkWriteError) || !onlyDuplicates(error)) throw error;
    return error.result.matchedCount + error.result.upsertedCount;
  }
};

/** And the rest is durable. */
const onlyDuplicates = ({ writeErrors, result }: MongoBulkWriteError) =>
  [writeErrors].flat().every(({ code }) => code === 11000) && !result.getWriteConcernError();

const writeOf = (document: Stored, stamp: string): AnyBulkWriteOperation<ViewDocument> => {
  const { id, body, state, broken, revision, applied, writes } = document;
  const set = { body, state, broken, revision, applied, writes: writes + 1, stamp };
  return {
    updateOne: {
      filter: { _id: id, writes },
      update: { $set: set, $currentDate: { storedAt: true } },
      upsert: writes === 0,
    },
  };
};
