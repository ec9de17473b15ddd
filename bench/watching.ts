import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Collection } from 'mongodb';

// Loaded before main.ts (--import) in each role: notes in a file what this process has made durable, and when.

/** `at`: milliseconds, the same in all processes of a machine. */
export type Noted =
  | { commandId: string; at: number }
  | { view: string; stored: { id: string; applied: Record<string, number> }[]; at: number };

type Operation = { updateOne: { filter: { _id: string }; update: { $set: Stored } } };
type Stored = { applied: Record<string, number>; stamp: string };
type Bound = Collection<{ _id: string; stamp?: string }>;

const file = createWriteStream(join(process.env['BENCH_SIGHTINGS']!, `${process.pid}.jsonl`));
const note = (noted: Noted) => void file.write(`${JSON.stringify(noted)}\n`);
const now = () => performance.timeOrigin + performance.now();

const { insertOne, bulkWrite } = Collection.prototype;

Collection.prototype.insertOne = async function (this: Bound, document: { commandId?: string }, ...more) {
  const result = await insertOne.call(this, document, ...more);
  if (this.collectionName === 'commits') note({ commandId: document.commandId!, at: now() });
  return result;
};

Collection.prototype.bulkWrite = async function (this: Bound, operations, ...more) {
  const result = await bulkWrite.call(this, operations, ...more);
  const at = now();
  if (!this.collectionName.startsWith('view_')) return result;
  const writes = (operations as unknown as Operation[]).map(({ updateOne: { filter, update } }) => ({
    id: filter._id,
    ...update.$set,
  }));
  const isWhole = result.matchedCount + result.upsertedCount === writes.length;
  const ours = isWhole ? writes : await stampedBy(this, writes);
  const view = `${this.dbName} ${this.collectionName.slice('view_'.length)}`;
  note({ view, stored: ours.map(({ id, applied }) => ({ id, applied })), at });
  return result;
};

/** Others were faster with the rest. */
const stampedBy = async (view: Bound, writes: (Stored & { id: string })[]) => {
  const found = await view.find({ _id: { $in: writes.map(({ id }) => id) } }).toArray();
  const stamps = new Map(found.map(({ _id, stamp }) => [_id, stamp]));
  return writes.filter(({ id, stamp }) => stamps.get(id) === stamp);
};
