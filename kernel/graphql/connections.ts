import { canonicalJson } from '../canonical.ts';
import { DomainError } from '../domain-error.ts';
import type { Condition, Order } from '../view-store/query.ts';
import type { Document, Query } from '../view-store/view-store.ts';
import type { Cursors } from './cursors.ts';
import { loadByKey, type Readable } from './loaders.ts';

export type PageArgs = { first?: number | null; after?: string | null };
export type List = { where?: Condition; orderBy: Order };
/** What is asked under a parent: `value` of its field. */
type Key<Asked> = { value: string; asked: Asked };

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
    const paged = { view, cursors, list, page, owner: '' };
    return connectionOf(await view.find(queryOf(paged)), paged, () => view.count(list.where, COUNT_LIMIT));
  };

/** A list under each of many parents, e.g. `User.orders`: one read for all parents that ask the same. */
export const loadListOfEach = <V extends Document>(
  view: Readable<V>,
  field: string & keyof V,
  cursors: Cursors,
) => {
  const pages = loadByKey<Key<Query>, V[]>((keys) =>
    eachAlike(keys, (values, query) => view.findEach(field, values, query)),
  );
  const counts = loadByKey<Key<Pick<List, 'where'>>, number>((keys) =>
    eachAlike(keys, (values, { where }) => view.countEach(field, values, where, COUNT_LIMIT)),
  );
  return async (value: string, list: List, page: PageArgs): Promise<Connection<V>> => {
    const paged = { view, cursors, list, page, owner: `${field} ${value}` };
    const asked = queryOf(paged); // before it meets others in a batch: a wrong page spoils no other list
    const { where } = list;
    return connectionOf(await pages.load({ value, asked }), paged, () =>
      counts.load({ value, asked: { ...(where && { where }) } }),
    );
  };
};

/** Calls once for all keys that differ only in their value. */
const eachAlike = async <Asked, T>(
  keys: readonly Key<Asked>[],
  read: (values: string[], asked: Asked) => Promise<T[]>,
): Promise<T[]> => {
  const groups = Map.groupBy(keys, ({ asked }) => canonicalJson(asked));
  const answers = new Map<Key<Asked>, T>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const found = await read(
        group.map(({ value }) => value),
        group[0]!.asked,
      );
      group.forEach((key, i) => answers.set(key, found[i]!));
    }),
  );
  return keys.map((key) => answers.get(key)!);
};

/** A cursor belongs to one list of one parent: what a member bought is another list than what they sold. */
const listName = (view: { name: string }, list: List, owner: string) =>
  canonicalJson([view.name, list.where ?? {}, list.orderBy, owner]);

type Paged = { view: { name: string }; cursors: Cursors; list: List; page: PageArgs; owner: string };

const queryOf = ({ view, cursors, list, page, owner }: Paged): Query => ({
  ...list,
  first: sizeOf(page) + 1,
  ...(page.after != null && { after: cursors.decode(listName(view, list, owner), page.after) }),
});

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
  hasPreviousPage: after != null,
  startCursor: edges[0]?.cursor ?? null,
  endCursor: edges.at(-1)?.cursor ?? null,
});

const fieldOf = (document: object, path: string): string | number | null => {
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
};
