import type { GraphQLSchema } from 'graphql';
import type { QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { cutOf, recordsOf, type Cutting } from './cutting.ts';
import { isLeaf } from './entries.ts';
import { isWithin } from './paths.ts';
import type { Fetch } from './fetches.ts';
import { surprise } from './surprise.ts';
import { broughtBy, type From, type Target } from './target.ts';
import { isWhole, keysBelow, wantedOf } from './wanted.ts';
import { put } from './words.ts';
import { sliceOf } from './write.ts';
import { boundsOf, COPY, copySlice, findEntity, findSlice, need } from './writing.ts';

export type Making = {
  target: Target;
  type: string;
  schema: GraphQLSchema;
  fetches: Fetch[];
  cutting: Cutting;
};

/** A field of a representation, in the answers that bring it. `whole`: just as it is wanted. */
type Part = { key: string; wanted: QueryPlanFieldNode; from: [From, ...From[]]; whole: boolean };

/**
 * Statements that write the representation of an object, as that of the variant's number, and say in `number` which it
 * is, or leave it at `break write`; undefined: it has none.
 */
export const representationOf = (
  requires: QueryPlanSelectionNode[],
  variant: number,
  making: Making,
): string | undefined => {
  const { target, type, schema } = making;
  const { fields, groups } = wantedOf(requires, type, schema);
  if (!fields.has('__typename')) return undefined;
  const found = [...fields].map(([key, field]) => partOf(key, field, making));
  const parts = found.filter((part) => part !== undefined);
  // What no answer has, because a condition left it out, would take the fragment that it is in.
  if (parts.length < found.length) return groups === 1 ? undefined : surprise('representation');
  const isSure = parts.every(({ from }) =>
    from.some(({ source }) => target.sources[source]!.via !== 'entity'),
  );
  // What is missing in one fragment of several would take that fragment alone.
  if (groups > 1 && !isSure) return surprise('representation');
  const room = 64 + [...fields.keys()].join('').length + 8 * parts.length;
  const runs = runsOf(parts);
  const copied = copiedOf(target, runs);
  if (copied) return `${copied} const number = numberOfCopy(s, e, ${sameOf(runs.flat())}, ${variant});`;
  const code = ['let o = next, v = V;', need(room), ...entitiesOf(target, parts)];
  runs.forEach((run, i) => code.push(codeOf(making, run, { before: i === 0 ? '{' : ',', room })));
  return [...code, put('}'), `const number = numberOf(o, ${sameOf(parts)}, ${variant});`].join(' ');
};

/** How many bytes at the start are the same in all that are of this type. */
const sameOf = ([part, ...others]: Part[]): number => {
  const { key, from } = part!;
  const { value } = from[0];
  const isName = value.kind === 'leaf' && value.scan === 'typename';
  if (!isName) return `"${key}":`.length;
  return `"${key}":"${value.words[0]}"`.length + (others.length > 0 ? 1 + sameOf(others) : 0);
};

/** All of it lies in one answer, as one piece that is there with the object. */
const copiedOf = (target: Target, [run, ...others]: Run[]): string | undefined => {
  const [{ from, whole }] = run!;
  const [first, second] = from;
  if (others.length > 0 || second || !whole || target.sources[first.source]!.via === 'entity')
    return undefined;
  return boundsOf(sliceOf(target, first, run!.at(-1)!.from[0].index));
};

/** The records of other answers, where what is cut out may lie. */
const entitiesOf = (target: Target, parts: Part[]): string[] =>
  [...new Set(parts.flatMap(({ from }) => from.map(({ source }) => source)))]
    .filter((i) => target.sources[i]!.via === 'entity')
    .map((i) => findEntity(target, i));

type Run = [Part, ...Part[]];

const runsOf = (parts: Part[]): Run[] => {
  const runs: Run[] = [];
  for (let i = 0; i < parts.length; i += runs.at(-1)!.length) runs.push(runAt(parts, i));
  return runs;
};

/** As many parts as lie right behind one another in the same answer, and in no other. */
const runAt = (parts: Part[], at: number): Run => {
  const run: Run = [parts[at]!];
  for (const part of parts.slice(at + 1)) {
    const last = run.at(-1)!;
    const isAlone = [part, last].every(({ whole, from }) => whole && from.length === 1);
    const [{ source, index }] = part.from;
    if (!isAlone || source !== last.from[0].source || index !== last.from[0].index + 1) break;
    run.push(part);
  }
  return run;
};

type Around = { before: string; room: number };

/** What an answer that did not come would have said cannot be told: then there is no representation. */
const codeOf = ({ target, cutting }: Making, run: Run, { before, room }: Around) => {
  const [{ key, from, whole, wanted }] = run;
  const [first, second] = from;
  if (second)
    return `{ ${findSlice(from.map((one) => sliceOf(target, one)))}
        if (s < 0) break write; ${put(before)} ${need(`(e - s + ${room})`)} ${COPY} }`;
  const slice = sliceOf(target, first, run.at(-1)!.from[0].index);
  const { via, place } = target.sources[first.source]!;
  const isThere = via === 'entity' ? `if (${slice.at} < 0) break write;` : '';
  if (whole) return `${isThere} ${copySlice(before, slice, room)}`;
  const records = recordsOf(place.slots, first, slice);
  const cut = cutOf(cutting, { value: first.value, wanted: wanted.selections ?? [] }, records);
  return `${isThere} ${put(`${before}"${key}":`)} ${cut} ${need(room)}`;
};

const partOf = (key: string, wanted: QueryPlanFieldNode, making: Making): Part | undefined => {
  const { name } = wanted;
  const [first, ...others] = broughtBy(making.target, making.type, {
    key,
    name,
    otherwise: 'representation',
  });
  if (!first) return undefined;
  if (!isLeaf(first.value) && (others.length > 0 || isTouched(key, wanted, making)))
    return surprise('representation');
  return { key, wanted, from: [first, ...others], whole: isWhole({ name, value: first.value }, wanted) };
};

/** Does another answer bring anew what is wanted of the objects below? */
const isTouched = (key: string, wanted: QueryPlanFieldNode, { target, fetches }: Making): boolean => {
  const keys = new Set(keysBelow(wanted).filter((one) => one !== '__typename'));
  const path = `${target.path}.${key}`;
  return fetches.some(
    (fetch) =>
      fetch.requires &&
      isWithin(fetch.path, path) &&
      fetch.place.variants.some(({ fields }) => fields.some((field) => keys.has(field.key))),
  );
};
