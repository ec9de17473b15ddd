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

/** One unordered bulk. How many it made and how many it changed tells whether any was lost; its stamp, which. */
const storeSlice = async (view: Collection<ViewDocument>, documents: Stored[]): Promise<string[]> => {
  const stamp = randomUUID();
  const result = await bulkWrite(
    view,
    documents.map((document) => writeOf(document, stamp)),
  );
  const made = documents.filter(({ writes }) => writes === 0).length;
  if (result.upsertedCount === made && result.matchedCount === documents.length - made) return [];
  const ids = documents.map(({ id }) => id);
  const found = await view.find({ _id: { $in: ids } }, { projection: { stamp: 1 } }).toArray();
  const ours = new Set(found.filter((one) => one.stamp === stamp).map(({ _id }) => _id));
  return ids.filter((id) => !ours.has(id));
};

/** What was stored. One that another process makes at the same moment fails by its `_id`. */
const bulkWrite = async (view: Collection<ViewDocument>, writes: AnyBulkWriteOperation<ViewDocument>[]) => {
  try {
    return await view.bulkWrite(writes, { ordered: false });
  } catch (error) {
    if (!isDuplicate(error) || !(error instanceof MongoBulkWriteError) || !onlyDuplicates(error)) throw error;
    return error.result;
  }
};

/** And the rest is durable. */
const onlyDuplicates = ({ writeErrors, result }: MongoBulkWriteError) =>
  [writeErrors].flat().every(({ code }) => code === 11000) && !result.getWriteConcernError();

const writeOf = (document: Stored, stamp: string): AnyBulkWriteOperation<ViewDocument> => {
  const { id, body, state, broken, revision, applied, writes } = document;
  const set = { body, state, broken, revision, applied, writes: writes + 1, stamp };
  const $currentDate = { storedAt: true } as const;
  return writes === 0
    ? // One that is there already stays as it is, but for when it was stored last: who looks for changes looks again.
      { updateOne: { filter: { _id: id }, update: { $setOnInsert: set, $currentDate }, upsert: true } }
    : { updateOne: { filter: { _id: id, writes }, update: { $set: set, $currentDate } } };
};
