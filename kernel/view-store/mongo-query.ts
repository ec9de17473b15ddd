import type { Filter, Sort } from 'mongodb';
import type { Condition } from './query.ts';
import type { Document, Query, Stored } from './view-store.ts';

/** The stored format: `storedAt` is the server's time, `stamp` the bulk that wrote it last. */
export type ViewDocument = Omit<Stored, 'id'> & { _id: string; storedAt: Date; stamp: string };
type Where = Filter<ViewDocument>;

export const fieldOf = (field: string): string => {
  if (!/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/.test(field))
    throw new TypeError(`Expected a field of letters, digits and dots, got ${JSON.stringify(field)}.`);
  return field === 'id' ? '_id' : `body.${field}`;
};

const OPERATORS = ['gt', 'gte', 'lt', 'lte'];

/** Live documents for which all of it holds. */
export const filterOf = (condition: Condition = {}, more: Where = {}): Where => ({
  state: 'live',
  $and: [more, ...Object.entries(condition).map(([field, test]) => ({ [fieldOf(field)]: testOf(test) }))],
});

const testOf = (test: Condition[string]): object => {
  if (test === null || typeof test !== 'object') return { $eq: test };
  if ('in' in test) return { $in: test.in };
  const tests = Object.entries(test).filter(([, value]) => value !== undefined);
  for (const [name] of tests)
    if (!OPERATORS.includes(name))
      throw new TypeError(`Expected in, gt, gte, lt or lte, got ${JSON.stringify(name)}.`);
  // Without a bound it asks nothing.
  return tests.length === 0
    ? { $nin: [] }
    : Object.fromEntries(tests.map(([name, value]) => [`$${name}`, value]));
};

/** One question to the server: a page may need two, since nulls come last in either direction. */
export type Part = { filter: Where; sort: Sort };

export const partsOf = ({ where, orderBy, after }: Query, more: Where = {}): Part[] => {
  const direction = orderBy?.direction === 'desc' ? -1 : 1;
  const beyond = direction === 1 ? '$gt' : '$lt';
  const field = fieldOf(orderBy?.field ?? 'id');
  const part = (sort: Sort, ...and: Where[]): Part => ({
    filter: filterOf(where, { $and: [more, ...and] }),
    sort,
  });
  const afterId = after ? [{ _id: { [beyond]: after.id } }] : [];
  if (field === '_id') return [part({ _id: direction }, ...afterId)];

  const nulls = (...and: Where[]) => part({ _id: direction }, { [field]: null }, ...and);
  if (after?.value === null) return [nulls(...afterId)];
  const beyondValue = after && {
    $or: [{ [field]: { [beyond]: after.value } }, { [field]: after.value, _id: { [beyond]: after.id } }],
  };
  const values = part({ [field]: direction, _id: direction }, { [field]: { $ne: null } }, beyondValue ?? {});
  return isBounded(where?.[orderBy!.field]) ? [values] : [values, nulls()];
};

/** Null is neither above nor below anything. */
const isBounded = (test: Condition[string] | undefined) =>
  typeof test === 'object' &&
  Object.entries(test ?? {}).some(([name, value]) => OPERATORS.includes(name) && value !== undefined);

export const bodyOf = <V extends Document>({ body }: Pick<ViewDocument, 'body'>): V => body as V;

export const storedOf = <V extends Document>(document: ViewDocument): Stored<V> => {
  const { _id: id, body, state, broken, revision, applied, writes } = document;
  return { id, body: body as Partial<V>, state, broken, revision, applied, writes };
};
