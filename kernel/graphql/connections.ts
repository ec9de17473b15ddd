import { canonicalJson } from '../canonical.ts';
import { DomainError } from '../domain-error.ts';
import type { Condition, Order } from '../view-store/query.ts';
import type { Document, Query } from '../view-store/view-store.ts';
import type { Cursors } from './cursors.ts';
import { loadByKey, type Readable } from './loaders.ts';

export type PageArgs = { first?: number | null; after?: string | null };
export type List = { where?: Condition; orderBy: Order };
/** `value` of the parent's field, which list of it, which page. */
type ListKey = { value: string; list: List; page: PageArgs };

export type Connection<V> = {
  edges: { cursor: string; node: V }[];
  nodes: V[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  /** Counted only when it is asked for; stops at 10,001. */
  totalCount(): Promise<number>;
};

const MOST = 100;
const COUNT_LIMIT = 10_001;

/** The page's size; throws INVALID unless it is 1 to 100. */
export const sizeOf = ({ first }: PageArgs, otherwise = 20): number => {
  const size = first ?? otherwise;
  if (!Number.isInteger(size) || size < 1 || size > MOST)
    throw new DomainError('INVALID', `Expected first to be 1 to ${MOST}, got ${size}.`, ['first']);
  return size;
};

/** A list of its own, with no parent: one read, and one more if it is counted. */
export const loadList =
  <V extends Document>(view: Readable<V>, cursors: Cursors) =>
  async (list: List, page: PageArgs): Promise<Connection<V>> => {
    const found = await view.find(queryOf(view, cursors, list, page, ''));
    return connectionOf(found, { view, cursors, list, page, owner: '' }, () =>
      view.count(list.where, COUNT_LIMIT),
    );
  };

/** A list under each of many parents, e.g. `User.orders`: one read for all parents that ask the same. */
export const loadListOfEach = <V extends Document>(
  view: Readable<V>,
  field: string & keyof V,
  cursors: Cursors,
) => {
  const ownerOf = (value: string) => `${field} ${value}`;
  const pages = loadByKey<ListKey, V[]>((keys) =>
    eachAlike(keys, (group, { list, page }) =>
      view.findEach(field, group, queryOf(view, cursors, list, page, ownerOf(group[0]!))),
    ),
  );
  const counts = loadByKey<ListKey, number>((keys) =>
    eachAlike(keys, (group, { list }) => view.countEach(field, group, list.where, COUNT_LIMIT)),
  );
  return async (value: string, list: List, page: PageArgs): Promise<Connection<V>> => {
    const key = { value, list, page };
    const paged = { view, cursors, list, page, owner: ownerOf(value) };
    return connectionOf(await pages.load(key), paged, () => counts.load({ ...key, page: {} }));
  };
};

/** Calls once for all keys that differ only in their value, or once each where they page on from a cursor. */
const eachAlike = async <T>(
  keys: readonly ListKey[],
  read: (values: string[], alike: ListKey) => Promise<T[]>,
): Promise<T[]> => {
  const groups = Map.groupBy(keys, ({ value, list, page }) =>
    canonicalJson([list, page, page.after ? value : null]),
  );
  const answers = new Map<ListKey, T>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const found = await read(
        group.map(({ value }) => value),
        group[0]!,
      );
      group.forEach((key, i) => answers.set(key, found[i]!));
    }),
  );
  return keys.map((key) => answers.get(key)!);
};

/** A cursor belongs to one list of one parent: what a member bought is another list than what they sold. */
const listName = (view: { name: string }, list: List, owner: string) =>
  canonicalJson([view.name, list.where ?? {}, list.orderBy, owner]);

const queryOf = <V extends Document>(
  view: Readable<V>,
  cursors: Cursors,
  list: List,
  page: PageArgs,
  owner: string,
): Query => ({
  ...list,
  first: sizeOf(page) + 1,
  ...(page.after && { after: cursors.decode(listName(view, list, owner), page.after) }),
});

type Paged = { view: { name: string }; cursors: Cursors; list: List; page: PageArgs; owner: string };

const connectionOf = <V extends Document>(
  found: V[],
  { view, cursors, list, page, owner }: Paged,
  totalCount: () => Promise<number>,
): Connection<V> => {
  const nodes = found.slice(0, sizeOf(page));
  const name = listName(view, list, owner);
  const edges = nodes.map((node) => ({
    cursor: cursors.encode(name, { value: fieldOf(node, list.orderBy.field), id: node.id }),
    node,
  }));
  return { edges, nodes, totalCount, pageInfo: pageInfoOf(edges, found.length > nodes.length, page) };
};

export const pageInfoOf = (edges: { cursor: string }[], hasNextPage: boolean, { after }: PageArgs) => ({
  hasNextPage,
  hasPreviousPage: Boolean(after),
  startCursor: edges[0]?.cursor ?? null,
  endCursor: edges.at(-1)?.cursor ?? null,
});

const fieldOf = (document: object, path: string): string | number | null => {
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
};
