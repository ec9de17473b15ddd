import { NOBODYS, type Arena } from './arena.ts';
import { LAYOUT, UNEQUAL } from './surprise.ts';
import type { Entry, From, Target, TargetVariant } from './target.ts';
import { put } from './words.ts';
import { childOf, type Around } from './write-values.ts';
import { COPY, copySlice, findEntity, findSlice, need, WRITING, type Slice } from './writing.ts';

/**
 * Writes the client's data at an offset of the arena; answers where it ends, or -1 where nothing is left of it.
 * `answered`: 1 for each fetch that brought data. An entity that did not come, though it may not be null, takes with
 * it what holds it; no error says so, as Apollo's executor has it: a reference to what is hidden or gone is no mistake.
 */
export type Writer = (arena: Arena, answered: Uint8Array, at: number) => number;

/** Punctuation around a value, and what a copy may write too much. */
const SPARE = 64;

/** `targets`: the root first. */
export const writerCode = (targets: Target[]): string => {
  const rows = new Set<number>();
  const functions = targets.map((target) => functionOf(target, rows));
  const places = targets.flatMap(({ sources }) => sources.map(({ place }) => place.number));
  const numbers = [...new Set([...places, ...rows])];
  const roots = targets[0]!.sources.flatMap(({ fetch, via }) =>
    via === 'root' ? [`answered[${fetch}] === 1 ? 0 : -1`] : [],
  );
  const entities = targets.flatMap(({ sources }) => sources.filter(({ via }) => via === 'entity'));
  const fetches = [...new Set(entities.map(({ fetch }) => fetch))];
  const shared = [...numbers.map((n) => `R${n}`), ...fetches.map((fetch) => `has${fetch}`)];
  return `${WRITING}${shared.length === 0 ? '' : `\nvar ${shared.join(', ')};`}
${functions.join('\n')}
return (arena, answered, at) => {
  take(arena);
  ${numbers.map((n) => `R${n} = arena.records[${n}];`).join('\n  ')}
  ${fetches.map((fetch) => `has${fetch} = answered[${fetch}] === 1;`).join('\n  ')}
  try {
    return t0(${['at', ...roots].join(', ')});
  } finally {
    take(NOBODYS);
    ${numbers.map((n) => `R${n} = A.counts;`).join(' ')}
  }
};`;
};

export const writerOf = (code: string) =>
  new Function('UNEQUAL', 'LAYOUT', 'NOBODYS', code)(UNEQUAL, LAYOUT, NOBODYS) as Writer;

/** Answers where the object ends; -1 where all of it is null, because something in it may not be. */
const functionOf = (target: Target, rows: Set<number>): string => {
  const { number, sources, variants } = target;
  const given = sources.flatMap(({ via }, i) => (via === 'entity' ? [] : [`r${i}`]));
  const found = sources.flatMap(({ via }, i) => (via === 'entity' ? [findEntity(target, i)] : []));
  const bodies = variants.map((variant) => bodyOf(target, variant, rows));
  const choice =
    variants.length === 1
      ? bodies[0]
      : `switch (R${sources[0]!.place.number}[r0]) {
${bodies.map((body, i) => `    case ${i}: {\n${body}\n    }`).join('\n')}
  }
  throw LAYOUT;`;
  return `function t${number}(${['o', ...given].join(', ')}) {\n  let v = V;\n  ${found.join('\n  ')}\n${choice}\n}`;
};

const bodyOf = (target: Target, { type, entries }: TargetVariant, rows: Set<number>): string => {
  const room = SPARE + entries.reduce((sum, entry) => sum + textOf(entry, type), 0);
  const [first] = entries;
  // A run makes room itself, and what is written last leaves some.
  const code = first?.kind === 'run' && isSure(target, first) ? [] : [need(room)];
  entries.forEach((entry, i) => {
    const around = { before: i === 0 ? '{' : ',', room, rows };
    if (entry.kind === 'typename') code.push(put(`${around.before}"${entry.key}":"${type}"`));
    else if (entry.kind === 'run') code.push(runOf(target, entry, around));
    else if (entry.kind === 'agreed') code.push(agreedOf(target, entry, around));
    else code.push(childOf(target, entry, around), i + 1 < entries.length ? need(room) : '');
  });
  code.push(put(entries.length === 0 ? '{}' : '}'), 'return o;');
  return `    ${code.filter(Boolean).join('\n    ')}`;
};

/** At most, of keys, nulls and punctuation. */
const textOf = (entry: Entry, type: string): number => {
  if (entry.kind === 'run') return entry.fields.reduce((sum, { key }) => sum + key.length + 12, 0);
  return entry.key.length + 16 + (entry.kind === 'typename' ? type.length : 0);
};

type Run = Extract<Entry, { kind: 'run' }>;

const runOf = (target: Target, run: Run, { before, room }: Around): string => {
  const { source, variant, fields } = run;
  const [first, last] = [fields[0]!.index, fields.at(-1)!.index];
  const copied = copySlice(before, sliceOf(target, { source, variant, index: first }, last), room);
  if (isSure(target, run)) return copied;
  const absent = fields.every(({ nullable }) => nullable)
    ? put(before + fields.map(({ key }) => `"${key}":null`).join(','))
    : 'return -1;';
  return `if (r${source} < 0) { ${absent} } else { ${copied} }`;
};

/** Is it there whenever the object is? */
const isSure = ({ sources }: Target, { source }: Run) =>
  sources[source]!.via === 'child' && sources.filter(({ via }) => via === 'child').length === 1;

type Agreed = Extract<Entry, { kind: 'agreed' }>;

const agreedOf = (target: Target, { key, nullable, from }: Agreed, { before, room }: Around): string => {
  const absent = nullable ? put(`${before}"${key}":null`) : 'return -1;';
  return `{ ${findSlice(from.map((one) => sliceOf(target, one)))}
      if (s < 0) { ${absent} } else { ${put(before)} ${need(`(e - s + ${room})`)} ${COPY} } }`;
};

/** A field with its key. `last`: the last of several that lie behind one another. */
export const sliceOf = (
  { sources }: Target,
  { source, variant, index }: Omit<From, 'value'>,
  last = index,
): Slice => {
  const { number, slots } = sources[source]!.place;
  const [start, end] = [slots.of(variant, index, 'key'), slots.of(variant, last, 'end')];
  return { records: `R${number}`, at: `r${source}`, slots: [start, end] };
};
