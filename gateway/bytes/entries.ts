import { isNonNullType, isObjectType } from 'graphql';
import { fieldsOf, writtenTypeOf, writtenBelow, type SameKey, type WrittenField } from './selections.ts';
import { isWithin } from './paths.ts';
import type { Value } from './shape.ts';
import { surprise } from './surprise.ts';
import { targetOf, type Entry, type From, type Joining, type Source, type Target } from './target.ts';

/** A field that the client selects of an object of this type. */
type Asked = { key: string; fields: SameKey };

/** How the client gets it from those that bring it. */
export const entryOf = (joining: Joining, target: Target, asked: Asked, candidates: From[]): Entry => {
  const { key, fields } = asked;
  const name = fields[0].node.name.value;
  if (name === '__typename') return { kind: 'typename', key };
  const [first, second] = candidates;
  if (!first) return surprise('sources');
  const nullable = !isNonNullType(writtenTypeOf(joining.client, fields));
  if (isLeaf(first.value) && second) return { kind: 'agreed', key, nullable, from: candidates };
  if (!isLeaf(first.value) && (second || !isSame(joining, `${target.path}.${key}`, first.value, fields)))
    return childOf(joining, target, asked, candidates);
  const { source, variant, index } = first;
  return { kind: 'run', source, variant, fields: [{ key, index, nullable }] };
};

export type Run = Extract<Entry, { kind: 'run' }>;

/** Does one lie right behind the other in the same answer? */
export const isRightBehind = (entry: Run, last: Run) =>
  last.source === entry.source && last.fields.at(-1)!.index + 1 === entry.fields[0]!.index;

export const isLeaf = (value: Value): boolean =>
  value.kind === 'leaf' || (value.kind === 'list' && isLeaf(value.of));

/** Is all below here selected by the client just as by the fetch, and brought by no other? */
const isSame = (joining: Joining, path: string, value: Value, fields: WrittenField[]): boolean => {
  if (value.kind === 'leaf') return true;
  if (value.kind === 'list') return isSame(joining, `${path}.@`, value.of, fields);
  if (joining.fetches.some((fetch) => fetch.requires && isWithin(fetch.path, path))) return false;
  const written = writtenBelow(joining.client, fields);
  return value.place.variants.every(({ type, fields: came }) => {
    const known = joining.client.schema.getType(type);
    if (!isObjectType(known)) return false;
    const wanted = [...fieldsOf(joining.client, known, written)];
    return (
      wanted.length === came.length &&
      wanted.every(([key, below], i) => {
        const { key: its, name, value: of } = came[i]!;
        return (
          key === its && below[0].node.name.value === name && isSame(joining, `${path}.${key}`, of, below)
        );
      })
    );
  });
};

const childOf = (joining: Joining, target: Target, asked: Asked, candidates: From[]): Entry => {
  const { key, fields } = asked;
  const reached = candidates.map(({ value }) => objectsOf(value));
  const [first] = reached;
  // Apollo's merges objects in a list, not those in a list of lists: `supergraph/nested-lists.ts` refuses such a plan.
  if (reached.some(({ lists }) => lists !== first!.lists || (lists > 1 && candidates.length > 1)))
    return surprise('sources');
  const sources = candidates.map(({ source }, i): Source => ({
    ...{ fetch: target.sources[source]!.fetch, place: reached[i]!.place, via: 'child', slot: -1 },
  }));
  const path = `${target.path}.${key}${'.@'.repeat(first!.lists)}`;
  const child = targetOf(joining, path, sources, writtenBelow(joining.client, fields));
  return {
    kind: 'child',
    key,
    type: writtenTypeOf(joining.client, fields),
    from: candidates,
    target: child,
  };
};

const objectsOf = (value: Value) => {
  let [inner, lists] = [value, 0];
  for (; inner.kind === 'list'; inner = inner.of) lists += 1;
  return inner.kind === 'object' ? { place: inner.place, lists } : surprise('sources');
};
