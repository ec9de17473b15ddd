import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { ViewDocument } from './mongo-query.ts';

const SLICE = 500;

type Looked = { view: Collection<ViewDocument>; isAsSeen(): Promise<boolean> };

/**
 * Each document takes the content of the copy, on the condition that nobody has written it since it was
 * looked at. Not one step, as a rename would be, because a rename loses what a projector stores meanwhile,
 * whose checkpoint goes on. A document is whole before and after, `applied` included, so that to be
 * interrupted here is harmless: the same is asked for again.
 */
export const replaceAll = async (live: Looked, copy: Looked): Promise<boolean> => {
  const writes = await writesOf(live.view);
  if (!(await live.isAsSeen())) return false;
  let isWhole = true;
  let slice: AnyBulkWriteOperation<ViewDocument>[] = [];
  const flush = async () => {
    if (slice.length > 0) isWhole = (await changedBy(live.view, slice)) === slice.length && isWhole;
    slice = [];
  };
  for await (const document of copy.view.find()) {
    slice.push(writeOf(document, writes.get(document._id) ?? 0));
    writes.delete(document._id);
    if (slice.length === SLICE) await flush();
  }
  // One that was dropped meanwhile, or is written anew, has not all: what it lacks is not to be deleted.
  if (!(await copy.isAsSeen())) return false;
  for (const [_id, count] of writes) slice.push({ deleteOne: { filter: { _id, writes: count } } });
  await flush();
  return isWhole;
};

const writesOf = async (live: Collection<ViewDocument>): Promise<Map<string, number>> => {
  const found = await live.find({}, { projection: { writes: 1 } }).toArray();
  return new Map(found.map(({ _id, writes }) => [_id, writes]));
};

const writeOf = ({ _id, ...copy }: ViewDocument, writes: number): AnyBulkWriteOperation<ViewDocument> => {
  const { storedAt: _, ...content } = copy;
  const update = { $set: { ...content, writes: writes + 1 }, $currentDate: { storedAt: true as const } };
  return { updateOne: { filter: { _id, writes }, update, upsert: writes === 0 } };
};

const changedBy = async (live: Collection<ViewDocument>, writes: AnyBulkWriteOperation<ViewDocument>[]) => {
  const { matchedCount, upsertedCount, deletedCount } = await live.bulkWrite(writes, { ordered: false });
  return matchedCount + upsertedCount + deletedCount;
};
