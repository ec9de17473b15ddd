import type { Condition, Order } from './query.ts';

export type Document = { id: string };

/** `stub`: the root event is not here yet. `removed`: kept for its `applied`. Readers see `live` alone. */
export type DocumentState = 'stub' | 'live' | 'removed';

/** A document with what the projector needs to know of it. */
export type Stored<V extends Document = Document> = {
  id: string;
  body: Partial<V>;
  state: DocumentState;
  /** A projection threw: unchanged from then on, readers get the last good body. */
  broken: boolean;
  /** Last revision applied of the document's own stream; 0 where it has none. */
  revision: number;
  /** Per source (`orders/tail`, `users/7`) the last position applied: at or below it changes nothing. */
  applied: Record<string, number>;
  /** Optimistic lock: how often it was stored; 0 = never. */
  writes: number;
};

export type ViewDefinition = {
  /** Carries the version: `orders@1-3fa9c1`. */
  name: string;
  /** Fields that are looked up or ordered by, together: `['ownerId', 'createdAt']`. The id follows by itself. */
  indexes: string[][];
};

/** The name of a view, and its fingerprint as it was looked at. */
export type Printed = { name: string; fingerprint: string };

export type Checkpoint = { name: string; position: number };

export type Query = {
  where?: Condition;
  /** Default: by id. The id always breaks ties. */
  orderBy?: Order;
  /** At most this many. */
  first: number;
  /** Only what comes after this document, by the values of `orderBy` and its id. */
  after?: { value: string | number | null; id: string };
};

/** One version of one view. Every read is one call to the store, however many documents it gives. */
export interface View<V extends Document = Document> {
  readonly name: string;
  /** For the projector: whatever is stored under these ids, stubs included. */
  load(ids: string[]): Promise<Map<string, Stored<V>>>;
  /**
   * Stores documents as loaded and folded (`writes` as it was loaded), durably, then the checkpoint.
   * Answers the ids whose `writes` has moved on: those are unchanged, and so is the checkpoint.
   */
  store(documents: Stored<V>[], checkpoint?: Checkpoint): Promise<string[]>;
  /** Live documents in the order of the ids; null where there is none. */
  get(ids: string[]): Promise<(V | null)[]>;
  find(query: Query): Promise<V[]>;
  /** The same query for each of many values of `field`; answers in the order of `values`. */
  findEach(field: string & keyof V, values: string[], query: Query): Promise<V[][]>;
  /** Stops counting at `limit`. */
  count(where: Condition | undefined, limit: number): Promise<number>;
  countEach(
    field: string & keyof V,
    values: string[],
    where: Condition | undefined,
    limit: number,
  ): Promise<number[]>;
  /** Everything stored since an instant of the store's clock (epoch ms) or a little before; for caches of a view. */
  changedSince(instant: number): Promise<{ documents: Stored<V>[]; asOf: number }>;
  /** Every stored document, by id, in pages: for comparing two builds. */
  scan(afterId: string, limit: number): Promise<Stored<V>[]>;
}

export interface ViewStore {
  /** Creates what is missing of a view: its collection and indexes. */
  open<V extends Document>(definition: ViewDefinition): Promise<View<V>>;
  checkpoint(name: string): Promise<number>;
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** Random, made with the store: part of consumer groups' names, so that a lost store replays from 0. */
  generation(): Promise<string>;
  /** Names of the collections that are there, of any version. */
  views(): Promise<string[]>;
  drop(name: string): Promise<void>;
  /** Changes with every write to the collection. */
  fingerprint(name: string): Promise<string>;
  /**
   * The documents of `by`, which stays, take the place of those of `live`. False unless both still have their
   * fingerprints: then no document was written over that somebody has stored meanwhile.
   */
  replace(live: Printed, by: Printed): Promise<boolean>;
  onChange(listener: (view: string) => void): () => void;
  close(): Promise<void>;
}
