import {
  getNamedType,
  isAbstractType,
  isObjectType,
  isNonNullType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionNode,
} from 'graphql';
import type { Fetch } from './fetches.ts';
import { fieldsOf, type Place, type Shaping, type Value } from './shape.ts';
import { surprise } from './surprise.ts';

/**
 * One of the answers that make up an object: `root` and `child` are there when the object is, `entity` when its
 * fetch found it. `slot`: where the first source's record says which of the entities it is.
 */
export type Source = { fetch: number; place: Place; via: 'root' | 'child' | 'entity'; slot: number };

/** What the client gets for one type: in the order of the client's selection. */
export type Entry =
  | { kind: 'typename'; key: string }
  | { kind: 'run'; source: number; variant: number; fields: RunField[] }
  | { kind: 'child'; key: string; type: GraphQLOutputType; from: From[]; target: Target };

type RunField = { key: string; index: number; nullable: boolean };

/** The child's records, by a source of its parent. `index`: of the field in the source's variant. */
export type From = { source: number; variant: number; index: number; value: Value };

export type TargetVariant = { type: string; entries: Entry[]; visible: boolean };

/** An object of the answer: every one that is reached by the same fields of the same types. */
export type Target = { number: number; path: string; sources: Source[]; variants: TargetVariant[] };

export type Joining = {
  /** The client's schema and fragments. */
  client: Shaping;
  fetches: Fetch[];
  /** All so far, parents before children. */
  targets: Target[];
};

/** Joins what the client selects with what the fetches bring. */
export const targetOf = (
  joining: Joining,
  path: string,
  from: Source[],
  selections: readonly SelectionNode[],
): Target => {
  const [first] = from;
  const entities = joining.fetches.filter((fetch) => fetch.requires && fetch.path === path);
  const together = from.length > 1 && from[0]!.via === 'child';
  if (together && (entities.length > 0 || first!.place.variants.length > 1)) return surprise('abstract');
  const sources = [
    ...from,
    ...entities.map(({ index, place }): Source => {
      place.slots.take(); // so that its records are kept, be it only to know that it is there
      return { fetch: index, place, via: 'entity', slot: first!.place.slots.take() };
    }),
  ];
  const target: Target = { number: joining.targets.length, path, sources, variants: [] };
  joining.targets.push(target);
  for (const { type } of first!.place.variants) {
    const known = joining.client.schema.getType(type);
    const visible = isObjectType(known);
    const entries = visible ? entriesOf(joining, target, known, selections) : [];
    target.variants.push({ type, entries, visible });
  }
  return target;
};

const entriesOf = (
  joining: Joining,
  target: Target,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
): Entry[] => {
  const entries: Entry[] = [];
  for (const [key, nodes] of fieldsOf(joining.client, type, selections)) {
    const name = nodes[0].name.value;
    if (name === '__typename') {
      entries.push({ kind: 'typename', key });
      continue;
    }
    if (name.startsWith('__')) return surprise('introspection');
    const outType = type.getFields()[name]!.type;
    const candidates = candidatesOf(target, type.name, key, name);
    const run = runOf(joining, target, { key, nodes, outType }, candidates);
    if (run) append(entries, run);
    else entries.push(childOf(joining, target, { key, nodes, outType }, candidates));
  }
  return entries;
};

type Asked = { key: string; nodes: FieldNode[]; outType: GraphQLOutputType };

const candidatesOf = ({ sources }: Target, type: string, key: string, name: string): From[] =>
  sources.flatMap(({ place }, source) => {
    const variant = place.variants.findIndex((one) => one.type === type);
    const fields = place.variants[variant]?.fields ?? [];
    const index = fields.findIndex((field) => field.key === key);
    if (index < 0) return [];
    const { value, name: brought } = fields[index]!;
    return brought === name ? [{ source, variant, index, value }] : surprise('sources');
  });

/** A field that goes out as it came; undefined where it has to be put together. */
const runOf = (joining: Joining, target: Target, asked: Asked, candidates: From[]): Run | undefined => {
  const { key, nodes, outType } = asked;
  const [first, second] = candidates;
  if (!first) return surprise('sources');
  const isLeaf = isLeafValue(first.value);
  if (!isLeaf && (second || !isSame(joining, `${target.path}.${key}`, first.value, nodes))) return undefined;
  const isSure = target.sources[first.source]!.via !== 'entity';
  if (isLeaf && second && !isSure) return surprise('sources');
  return {
    ...{ kind: 'run', source: first.source, variant: first.variant },
    fields: [{ key, index: first.index, nullable: !isNonNullType(outType) }],
  };
};

type Run = Extract<Entry, { kind: 'run' }>;

const append = (entries: Entry[], run: Run) => {
  const last = entries.at(-1);
  const [field] = run.fields;
  if (last?.kind === 'run' && last.source === run.source && last.fields.at(-1)!.index + 1 === field!.index)
    last.fields.push(field!);
  else entries.push(run);
};

const isLeafValue = (value: Value): boolean =>
  value.kind === 'leaf' || (value.kind === 'list' && isLeafValue(value.of));

/** Is all below here selected by the client just as by the fetch, and brought by no other? */
const isSame = (joining: Joining, path: string, value: Value, nodes: FieldNode[]): boolean => {
  if (value.kind === 'leaf') return true;
  if (value.kind === 'list') return isSame(joining, `${path}.@`, value.of, nodes);
  if (joining.fetches.some((fetch) => fetch.requires && isWithin(fetch.path, path))) return false;
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return value.place.variants.every(({ type, fields }) => {
    const known = joining.client.schema.getType(type);
    if (!isObjectType(known)) return false;
    const wanted = [...fieldsOf(joining.client, known, selections)];
    return (
      wanted.length === fields.length &&
      wanted.every(([key, below], i) => {
        const { key: came, name, value: of } = fields[i]!;
        return key === came && below[0].name.value === name && isSame(joining, `${path}.${key}`, of, below);
      })
    );
  });
};

const isWithin = (path: string, above: string) => path === above || path.startsWith(`${above}.`);

const childOf = (joining: Joining, target: Target, asked: Asked, candidates: From[]): Entry => {
  const { key, nodes, outType } = asked;
  const named = getNamedType(outType);
  if (!isObjectType(named) && !isAbstractType(named)) return surprise('sources');
  let path = `${target.path}.${key}`;
  const sources = candidates.map(({ source, value }): Source => {
    let inner = value;
    path = `${target.path}.${key}`;
    for (; inner.kind === 'list'; inner = inner.of) path += '.@';
    if (inner.kind !== 'object') return surprise('sources');
    return { fetch: target.sources[source]!.fetch, place: inner.place, via: 'child', slot: -1 };
  });
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  const child = targetOf(joining, path, sources, selections);
  return { kind: 'child', key, type: outType, from: candidates, target: child };
};
