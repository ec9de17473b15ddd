import { randomBytes } from 'node:crypto';
import { MongoServerError, type Collection, type Db, type IndexDescription } from 'mongodb';
import { answered, createDesk, isDuplicate } from '../mongo.ts';
import { fieldOf, type ViewDocument } from './mongo-query.ts';
import { replaceAll } from './mongo-replace.ts';
import { openMongoView } from './mongo-view.ts';
import type { Document, Printed, ViewDefinition, ViewStore } from './view-store.ts';

const PREFIX = 'view_';

/** A collection for each version of each view. Durable, with a majority, when a write resolves. */
export const openMongoViewStore = async (database: Db): Promise<ViewStore> => {
  const checkpoints = database.collection<{ _id: string; position: number }>('checkpoints');
  const generations = database.collection<{ _id: string; value: string }>('generation');
  const { ask, close } = createDesk('view store');
  const listeners = new Set<(view: string) => void>();
  const collectionOf = (name: string) => database.collection<ViewDocument>(PREFIX + name);
  const fingerprint = async (name: string) => {
    const sums = [{ $group: { _id: null, count: { $sum: 1 }, writes: { $sum: '$writes' } } }];
    const [sum] = await collectionOf(name).aggregate(sums).toArray();
    return `${sum?.['count'] ?? 0}/${sum?.['writes'] ?? 0}`;
  };
  const saveCheckpoint: ViewStore['saveCheckpoint'] = ({ name, position }) =>
    ask(
      async () => void (await checkpoints.updateOne({ _id: name }, { $set: { position } }, { upsert: true })),
    );

  await answered(insertOnce(generations));
  const [{ value: generation } = { value: '' }] = await answered(generations.find().toArray());

  return {
    open: <V extends Document>(definition: ViewDefinition) =>
      ask(async () => {
        const view = collectionOf(definition.name);
        await view.createIndexes(indexesOf(definition));
        const onChange = (name: string) => listeners.forEach((listener) => listener(name));
        return openMongoView<V>({ view, database, name: definition.name, ask, saveCheckpoint, onChange });
      }),

    checkpoint: (name) => ask(async () => (await checkpoints.findOne({ _id: name }))?.position ?? 0),
    saveCheckpoint,
    generation: async () => generation,

    views: () =>
      ask(async () => {
        const all = await database.listCollections({}, { nameOnly: true }).toArray();
        return all.flatMap(({ name }) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
      }),

    drop: (name) => ask(() => dropIfThere(collectionOf(name))),
    fingerprint: (name) => ask(() => fingerprint(name)),

    replace: (live, by) =>
      ask(async () => {
        const isAsSeen = async (one: Printed) => (await fingerprint(one.name)) === one.fingerprint;
        return replaceAll(
          { view: collectionOf(live.name), isAsSeen: () => isAsSeen(live) },
          { view: collectionOf(by.name), isAsSeen: () => isAsSeen(by) },
        );
      }),

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close,
  };
};

const dropIfThere = async (view: Collection<ViewDocument>) => {
  try {
    await view.drop();
  } catch (error) {
    if (!(error instanceof MongoServerError && error.message.startsWith('ns not found'))) throw error;
  }
};

/** Made by whoever comes first. */
const insertOnce = async (generations: {
  insertOne(document: { _id: string; value: string }): Promise<unknown>;
}) => {
  try {
    await generations.insertOne({ _id: 'generation', value: randomBytes(6).toString('hex') });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
};

/** Readers ask for live documents in the order of the fields, the id last. */
const indexesOf = ({ indexes }: ViewDefinition): IndexDescription[] => [
  { key: { storedAt: 1 }, name: 'storedAt' },
  ...indexes.map((fields) => ({
    key: Object.fromEntries(['state', ...fields.map(fieldOf), '_id'].map((field) => [field, 1])),
    name: fields.join(),
  })),
];
