import { getNamedType, getNullableType, isListType } from 'graphql';
import { badInput } from '../../errors.ts';
import type { ListSize } from './demands.ts';
import type { Field } from './fields.ts';
import { all, map, type Given } from './readers.ts';

/** `times`: how many a field answers. `inside`: how many each of these fields of its answer does. */
export type Size = {
  times: Given<number>;
  inside?: { fields: string[]; times: Given<number> } | undefined;
};

type Sizing = { listSize: ListSize | undefined; argument(name: string): Given<unknown>; page: number };

/** Of a list without `@listSize`, e.g. a gig's packages. */
const USUAL_LIST = 10;
const ONE = { known: 1 };

/** How many a field may answer. */
export const sizeOf = (field: Field, sizing: Sizing): Size => {
  const { listSize = {}, argument } = sizing;
  const sliced = pageOf(field, listSize, sizing);
  if (sliced && listSize.sizedFields)
    return { times: ONE, inside: { fields: listSize.sizedFields, times: sliced } };
  const { type, args } = field.definition;
  // Introspection has a rule of its own in graphql-js.
  if (getNamedType(type).name.startsWith('__') || !isListType(getNullableType(type))) return { times: ONE };
  if (sliced) return { times: sliced };
  const most = listSize.assumedSize ?? USUAL_LIST;
  const ids = args.find((arg) => String(arg.type) === '[ID!]!');
  return {
    times: ids ? map(argument(ids.name), (given) => Math.min(most, countOf(given))) : { known: most },
  };
};

const pageOf = (field: Field, listSize: ListSize, { argument, page }: Sizing): Given<number> | undefined => {
  const { slicingArguments: names, requireOneSlicingArgument = true, assumedSize } = listSize;
  if (!names) return undefined;
  return map(all(names.map(argument)), (values) => {
    const given = values.filter((value) => value !== undefined);
    if (requireOneSlicingArgument && given.length !== 1) throw notOne(field, names, given.length);
    if (given.length === 0) return assumedSize ?? page;
    return Math.max(...given.map((value) => sizeOfPage(value, page)));
  });
};

const sizeOfPage = (first: unknown, largest: number) =>
  typeof first === 'number' ? Math.min(Math.max(first, 0), largest) : largest;

/** `users(ids)` answers one for each id; a single value is a list of it. */
const countOf = (ids: unknown) => (Array.isArray(ids) ? ids.length : 1);

const notOne = ({ typeName, definition }: Field, names: string[], count: number) =>
  badInput(
    `Expected one of ${names.join(' and ')} for ${typeName}.${definition.name}, got ${count} of them.`,
  );
