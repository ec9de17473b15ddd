import { isObjectType, type GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import { entryOf, isRightBehind } from './entries.ts';
import type { Fetch } from './fetches.ts';
import { fieldsOf, type Shaping, type Written } from './selections.ts';
import type { Place, Value } from './shape.ts';
import { surprise, type Reason } from './surprise.ts';

/**
 * One of the answers that make up an object: `root` and `child` are there when the object is, `entity` when its
 * fetch found it. `slot`: where the first source's record says which of the entities it is.
 */
export type Source = { fetch: number; place: Place; via: 'root' | 'child' | 'entity'; slot: number };

/**
 * What the client gets for one type, in the order of the client's selection: a type's name, fields that go out as
 * they came, a field that several answers may bring and must agree on, or a value that is put together.
 */
export type Entry =
  | { kind: 'typename'; key: string }
  | { kind: 'run'; source: number; variant: number; fields: RunField[] }
  | { kind: 'agreed'; key: string; nullable: boolean; from: From[] }
  | { kind: 'child'; key: string; type: GraphQLOutputType; from: From[]; target: Target };

export type RunField = { key: string; index: number; nullable: boolean };

/** A value, by a source of its parent. `index`: of the field in the source's variant. */
export type From = { source: number; variant: number; index: number; value: Value };

export type TargetVariant = { type: string; entries: Entry[] };

/** An object of the answer: every one that is reached by the same fields of the same types. */
export type Target = { number: number; path: string; sources: Source[]; variants: TargetVariant[] };

export type Joining = {
  /** The client's schema and fragments. */
  client: Shaping;
  /** The type of the operation's root. */
  root: string;
  fetches: Fetch[];
  /** All so far, parents before children. */
  targets: Target[];
};

/** Joins what the client selects with what the fetches bring. */
export const targetOf = (joining: Joining, path: string, from: Source[], written: Written[]): Target => {
  // Nobody is asked where the client wants nothing but the name of the root's type.
  const types = from[0]?.place.variants.map(({ type }) => type) ?? [joining.root];
  const sources = from.length === 0 ? [] : [...from, ...entitiesAt(joining, path, from)];
  for (const { place } of sources) place.slots.keep();
  const target: Target = { number: joining.targets.length, path, sources, variants: [] };
  joining.targets.push(target);
  for (const type of types) {
    const known = joining.client.schema.getType(type);
    if (!isObjectType(known)) return surprise('abstract');
    target.variants.push({ type, entries: entriesOf(joining, target, known, written) });
  }
  return target;
};

const entitiesAt = ({ fetches }: Joining, path: string, from: Source[]): Source[] => {
  const [first] = from;
  const entities = fetches.filter((fetch) => fetch.requires && fetch.path === path);
  // Which of several records an object has, and of which type it is, would not be known of the first alone.
  const isTogether = from.length > 1 && first!.via === 'child';
  if (isTogether && (entities.length > 0 || first!.place.variants.length > 1)) return surprise('abstract');
  return entities.map(({ index, place }) => ({
    ...{ fetch: index, place, via: 'entity' },
    slot: first!.place.slots.take(),
  }));
};

const entriesOf = (
  joining: Joining,
  target: Target,
  type: GraphQLObjectType,
  written: Written[],
): Entry[] => {
  const entries: Entry[] = [];
  for (const [key, fields] of fieldsOf(joining.client, type, written)) {
    const name = fields[0].node.name.value;
    if (name.startsWith('__') && name !== '__typename') return surprise('introspection');
    const candidates =
      name === '__typename' ? [] : broughtBy(target, type.name, { key, name, otherwise: 'sources' });
    const entry = entryOf(joining, target, { key, fields }, candidates);
    const last = entries.at(-1);
    if (last?.kind === 'run' && entry.kind === 'run' && isRightBehind(entry, last))
      last.fields.push(...entry.fields);
    else entries.push(entry);
  }
  return entries;
};

/** The sources that bring this field of this type. */
export const broughtBy = (
  { sources }: Target,
  type: string,
  { key, name, otherwise }: { key: string; name: string; otherwise: Reason },
): From[] =>
  sources.flatMap(({ place }, source) => {
    const variant = place.variants.findIndex((one) => one.type === type);
    const fields = place.variants[variant]?.fields ?? [];
    const index = fields.findIndex((field) => field.key === key);
    if (index < 0) return [];
    const { value, name: brought } = fields[index]!;
    return brought === name ? [{ source, variant, index, value }] : surprise(otherwise);
  });
