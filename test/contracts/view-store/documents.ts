import type { Condition, Order } from '../../../kernel/view-store/query.ts';
import type { Query, Stored, View, ViewDefinition } from '../../../kernel/view-store/view-store.ts';

/** A document with a field of every kind that is asked for. */
export type Thing = {
  id: string;
  owner?: string | null;
  rank?: number | null;
  isOpen?: boolean | null;
  place?: { city?: string | null };
  tags?: string[];
};

export const things: ViewDefinition = {
  name: 'things@1-0a1b2c',
  indexes: [['owner', 'rank'], ['rank'], ['place.city'], ['isOpen']],
};

/** As it comes to be stored: what a test does not say is filled in. */
export const stored = (body: Thing, more: Partial<Stored<Thing>> = {}): Stored<Thing> => ({
  id: body.id,
  body,
  state: 'live',
  broken: false,
  revision: 1,
  applied: { 'things/tail': 1_000 },
  writes: 0,
  ...more,
});

export const fill = async (view: View<Thing>, bodies: Thing[]) => {
  const lost = await view.store(bodies.map((body) => stored(body)));
  if (lost.length > 0) throw new Error(`Expected to store all, lost ${lost.join(', ')}.`);
};

type Value = string | number | boolean | null;

const valueAt = (document: object, path: string): Value => {
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document);
  return (value as Value | undefined) ?? null;
};

const compare = (a: Value, b: Value): number =>
  typeof a === 'string' && typeof b === 'string'
    ? Buffer.compare(Buffer.from(a), Buffer.from(b))
    : Number(a) - Number(b);

const passes = (value: Value, test: Condition[string]): boolean => {
  if (test === null || typeof test !== 'object') return value === test;
  if ('in' in test) return test.in.includes(value);
  const { gt, gte, lt, lte } = test;
  if (value === null) return [gt, gte, lt, lte].every((end) => end === undefined);
  return (
    (gt === undefined || compare(value, gt) > 0) &&
    (gte === undefined || compare(value, gte) >= 0) &&
    (lt === undefined || compare(value, lt) < 0) &&
    (lte === undefined || compare(value, lte) <= 0)
  );
};

export const matches = (document: Thing, where: Condition = {}): boolean =>
  Object.entries(where).every(([field, test]) => passes(valueAt(document, field), test));

const inOrder = ({ field, direction }: Order) => {
  const sign = direction === 'desc' ? -1 : 1;
  return (a: Thing, b: Thing): number => {
    const [x, y] = [valueAt(a, field), valueAt(b, field)];
    if ((x === null) !== (y === null)) return x === null ? 1 : -1; // nulls last in both directions
    return sign * ((x === null ? 0 : compare(x, y)) || compare(a.id, b.id));
  };
};

/** What a query answers, in a few lines: the adapter must answer the same. */
export const answerOf = (documents: Thing[], { where, orderBy, first, after }: Query): Thing[] => {
  const order = orderBy ?? { field: 'id', direction: 'asc' };
  const sorted = documents.filter((document) => matches(document, where)).sort(inOrder(order));
  const start = after ? sorted.findIndex(({ id }) => id === after.id) + 1 : 0;
  return sorted.slice(start, start + first);
};

const MOST_PAGES = 200;

/** All pages of a query, each from the last document of the page before. */
export const pagesOf = async (view: View<Thing>, query: Query, betweenPages = async () => {}) => {
  const pages: Thing[][] = [];
  let after: Query['after'];
  for (;;) {
    const page = await view.find({ ...query, ...(after && { after }) });
    pages.push(page);
    if (pages.length > MOST_PAGES)
      throw new Error(`Expected an end within ${MOST_PAGES} pages of ${query.first}.`);
    const last = page.at(-1);
    if (!last || page.length < query.first) return pages;
    after = { value: valueAt(last, query.orderBy?.field ?? 'id') as string | number | null, id: last.id };
    await betweenPages();
  }
};
