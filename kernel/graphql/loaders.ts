import DataLoader from 'dataloader';
import { canonicalJson } from '../canonical.ts';
import type { Row, Rows } from '../row-store/row-store.ts';
import type { Document, View } from '../view-store/view-store.ts';
import type { Viewer } from './viewer.ts';

/** What resolvers may do with a view. */
export type Readable<V extends Document> = Pick<
  View<V>,
  'get' | 'find' | 'findEach' | 'count' | 'countEach' | 'name'
>;

/** Anything that gives documents by id, e.g. a view or `host.pages.order`. */
export type Gettable<V extends Document> = { get(ids: string[]): Promise<(V | null)[]> };

/** A view as this viewer sees it: the one place where reads are authorised. */
export const only = <V extends Document>(
  view: Readable<V>,
  viewer: Viewer,
  canSee: (viewer: Viewer, document: V) => boolean,
): Readable<V> => {
  const visible = (documents: V[]) => documents.filter((document) => canSee(viewer, document));
  return {
    name: view.name,
    get: async (ids) => (await view.get(ids)).map((found) => (found && canSee(viewer, found) ? found : null)),
    find: async (query) => visible(await view.find(query)),
    findEach: async (field, values, query) => (await view.findEach(field, values, query)).map(visible),
    count: (where, limit) => view.count(where, limit),
    countEach: (field, values, where, limit) => view.countEach(field, values, where, limit),
  };
};

/** The same for what is only fetched by id. */
export const onlyById = <V extends Document>(
  from: Gettable<V>,
  viewer: Viewer,
  canSee: (viewer: Viewer, document: V) => boolean,
): Gettable<V> => ({
  get: async (ids) => (await from.get(ids)).map((found) => (found && canSee(viewer, found) ? found : null)),
});

/** One document by id; all that are asked for in one tick are read in one call. */
export const loadOne = <V extends Document>(from: Gettable<V>) =>
  new DataLoader<string, V | null>((ids) => from.get([...ids]));

export const loadRow = <R extends Row>(rows: Rows<R>) =>
  new DataLoader<string, R | null>((ids) => rows.get([...ids]));

/** Loads by a key that is no string, e.g. `{ value, query }`: equal JSON is the same key. */
export const loadByKey = <K extends object, V>(batch: (keys: readonly K[]) => Promise<V[]>) =>
  new DataLoader<K, V, string>(batch, { cacheKeyFn: canonicalJson });
