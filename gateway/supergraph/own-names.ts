import { GraphQLError, Kind, visit, type DocumentNode, type FieldNode } from 'graphql';
import type { Result } from '../lanes/stock.ts';

/** Where a schema has such a field, the check of plans refuses what would be wrong by it. */
const OWN = '_own_';

/**
 * Under this name, which is none of those, an object is asked for its type when nothing else is left of it: the client
 * is not told.
 */
export const NOTHING = '_nothing_';

export type OwnNamed = {
  document: DocumentNode;
  /** Under the names that the client gave. */
  restored(result: Result): Result;
};

/**
 * The same document, whose fields all have aliases that are nobody's name. The planner asks for what it needs under
 * the name of the field, and takes for that whatever the client has under this name: here it has nothing.
 */
export const withOwnNames = (document: DocumentNode): OwnNamed => {
  const withFields = new Set<string>();
  const named = visit(document, {
    [Kind.FIELD](field) {
      if (isMeta(field)) return false; // nor what is below
      const value = OWN + (field.alias ?? field.name).value;
      if (field.selectionSet) withFields.add(value);
      return { ...field, alias: { kind: Kind.NAME, value } } satisfies FieldNode;
    },
  });

  const restoredValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(restoredValue);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => key !== NOTHING);
    return Object.fromEntries(
      entries.map(([key, one]) => [theirs(key), withFields.has(key) ? restoredValue(one) : one]),
    );
  };

  return {
    document: named,
    restored: ({ data, errors, ...rest }) => ({
      ...rest,
      ...(errors && { errors: errors.map(restoredError) }),
      ...(data !== undefined && { data: restoredValue(data) as Result['data'] }),
    }),
  };
};

/** What every type has, or asks of the schema. */
const isMeta = ({ alias, name }: FieldNode) => !alias && name.value.startsWith('__');

const theirs = (key: string) => (key.startsWith(OWN) ? key.slice(OWN.length) : key);

const restoredError = ({ message, path, extensions, originalError }: GraphQLError) =>
  new GraphQLError(message, {
    ...(path && { path: path.map((part) => (typeof part === 'string' ? theirs(part) : part)) }),
    extensions,
    originalError,
  });
