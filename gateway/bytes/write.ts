import { isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { Arena } from './arena.ts';
import type { Value } from './shape.ts';
import { LAYOUT, Surprise } from './surprise.ts';
import type { Entry, Source, Target, TargetVariant } from './target.ts';
import { copySlice, put, WRITING } from './writing.ts';

/**
 * Writes the client's data at an offset of the arena; answers where it ends, or -1 where nothing is left of it.
 * `answered`: 1 for each fetch that brought data.
 */
export type Writer = (arena: Arena, answered: Uint8Array, at: number) => number;

const UNEQUAL = new Surprise('answer');
/** Punctuation around a value, and what a copy may write too much. */
const SPARE = 64;

/** `targets`: the root first. */
export const writerOf = (targets: Target[]): { write: Writer; code: string } => {
  const [root] = targets;
  const places = new Map(
    targets.flatMap(({ sources }) => sources.map(({ place }) => [place.number, place] as const)),
  );
  const rows = new Set<number>();
  const functions = targets.map((target) => functionOf(target, rows));
  const numbers = [...places.keys(), ...rows];
  const code = `${WRITING}
let ${numbers
    .map((n) => `R${n}`)
    .concat('F')
    .join(', ')};
${functions.join('\n')}
return (arena, answered, at) => {
  take(arena); o = at; F = answered;
  ${numbers.map((n) => `R${n} = arena.records[${n}];`).join('\n  ')}
  return t0(${root!.sources
    .map(({ fetch, via }) => (via === 'root' ? `F[${fetch}] === 1 ? 0 : -1` : ''))
    .filter(Boolean)
    .join(', ')}) ? o : -1;
};`;
  const make = new Function('UNEQUAL', 'LAYOUT', code);
  return { write: make(UNEQUAL, LAYOUT) as Writer, code };
};

/** Answers false where the whole object is null, because something in it may not be. */
const functionOf = (target: Target, rows: Set<number>): string => {
  const { number, sources, variants } = target;
  const given = sources.flatMap(({ via }, i) => (via === 'entity' ? [] : [`r${i}`]));
  const found = sources.map((source, i) => (source.via === 'entity' ? entityOf(source, i, target) : ''));
  const bodies = variants.map((variant) => bodyOf(target, variant, rows));
  const choice =
    variants.length === 1
      ? bodies[0]
      : `switch (R${sources[0]!.place.number}[r0]) {
${bodies.map((body, i) => `    case ${i}: {\n${body}\n    }`).join('\n')}
  }
  throw LAYOUT;`;
  return `function t${number}(${given.join(', ')}) {\n  ${found.filter(Boolean).join('\n  ')}\n${choice}\n}`;
};

const entityOf = ({ slot, fetch, place }: Source, i: number, { sources }: Target) => {
  const first = `R${sources[0]!.place.number}[r0 + ${slot}]`;
  const { number, slots } = place;
  return `let r${i} = r0 < 0 || F[${fetch}] === 0 ? -1 : ${first} * ${slots.size};
  if (r${i} >= 0 && R${number}[r${i}] < 0) r${i} = -1;`;
};

const bodyOf = (target: Target, { type, entries, visible }: TargetVariant, rows: Set<number>): string => {
  if (!visible) return '    throw LAYOUT;';
  const room = SPARE + entries.reduce((sum, entry) => sum + textOf(entry), 0) + type.length * entries.length;
  const code = [`need(${room});`];
  entries.forEach((entry, i) => {
    const before = i === 0 ? '{' : ',';
    if (entry.kind === 'typename') code.push(put(`${before}"${entry.key}":"${type}"`));
    else if (entry.kind === 'run') code.push(runOf(target, entry, { before, room }));
    else code.push(childOf(target, entry, { before, room }, rows));
  });
  code.push(put(entries.length === 0 ? '{}' : '}'), 'return true;');
  return `    ${code.join('\n    ')}`;
};

type Around = { before: string; room: number };

/** At most, of keys, nulls and punctuation. */
const textOf = (entry: Entry): number =>
  entry.kind === 'run'
    ? entry.fields.reduce((sum, { key }) => sum + key.length + 12, 0)
    : entry.key.length + 16;

const runOf = (
  target: Target,
  { source, variant, fields }: Extract<Entry, { kind: 'run' }>,
  { before, room }: Around,
): string => {
  const { place, via } = target.sources[source]!;
  const slice: [number, number] = [
    place.slots.of(variant, fields[0]!.index, 'key'),
    place.slots.of(variant, fields.at(-1)!.index, 'end'),
  ];
  const copied = `${put(before)} ${copySlice(`R${place.number}`, `r${source}`, slice, room)}`;
  if (via === 'child' && isAlone(target)) return copied;
  const absent = fields.every(({ nullable }) => nullable)
    ? put(before + fields.map(({ key }) => `"${key}":null`).join(','))
    : 'return false;';
  return `if (r${source} < 0) { ${absent} } else { ${copied} }`;
};

/** Its first source is there whenever it is. */
const isAlone = ({ sources }: Target) => sources.filter(({ via }) => via === 'child').length === 1;

const childOf = (
  target: Target,
  { key, type, from, target: child }: Extract<Entry, { kind: 'child' }>,
  { before }: Around,
  rows: Set<number>,
): string => {
  const found = from.map(({ source, variant, index, value }, i) => {
    const { place } = target.sources[source]!;
    const read = (mark: 'child' | 'count') =>
      `r${source} < 0 ? -1 : R${place.number}[r${source} + ${place.slots.of(variant, index, mark)}]`;
    const count = value.kind === 'list' ? `, m${i} = ${read('count')}` : '';
    return `const c${i} = ${read('child')}${count};`;
  });
  const values = from.map(({ value }) => value);
  return `${put(`${before}"${key}":`)} { ${found.join(' ')}
      ${valueOf(type, values, child, { rows, depth: '' })} }`;
};

type Nesting = { rows: Set<number>; depth: string };

/** Statements that write a value of which each source has its record at `c…`, or null, or give up the object. */
const valueOf = (
  type: GraphQLOutputType,
  values: Value[],
  child: Target,
  { rows, depth }: Nesting,
): string => {
  const none = isNonNullType(type) ? (depth === '' ? 'return false;' : `ok${depth} = false;`) : put('null');
  const inner = isNonNullType(type) ? type.ofType : type;
  const records = values.map((_, i) => `c${depth}${i}`);
  const isNone = records.map((record) => `${record} < 0`).join(' && ');
  if (!isListType(inner)) {
    const sizes = values.map((value) => (value.kind === 'object' ? value.place.slots.size : 0));
    const bases = records.map((record, i) =>
      values.length === 1 ? `${record} * ${sizes[i]}` : `${record} < 0 ? -1 : ${record} * ${sizes[i]}`,
    );
    return `if (${isNone}) { ${none} } else { const s = o; if (!t${child.number}(${bases.join(', ')})) { o = s; ${none} } }`;
  }
  const lists = values.map((value) => (value.kind === 'list' ? value : undefined)!);
  const next = `${depth}_`;
  const items = lists.map(({ of, rows: number }, i) => {
    const list = `c${depth}${i}`;
    const absent = lists.length > 1 ? `${list} < 0 || ` : '';
    if (of.kind === 'object') {
      const record = `R${of.place.number}[(${list} + i${next}) * ${of.place.slots.size}]`;
      return `const c${next}${i} = ${absent}${record} < 0 ? -1 : ${list} + i${next};`;
    }
    rows.add(number);
    const at = `(${list} + i${next}) * 2`;
    const gone = lists.length > 1 ? `${list} < 0 ? -1 : ` : '';
    return `const c${next}${i} = ${gone}R${number}[${at}], m${next}${i} = ${gone}R${number}[${at} + 1];`;
  });
  const counts = values.map((_, i) => `m${depth}${i}`);
  const count = counts.length === 1 ? counts[0] : `Math.max(${counts.join(', ')})`;
  const unequal =
    counts.length === 1
      ? []
      : counts.map((one, i) => `if (c${depth}${i} >= 0 && ${one} !== n${next}) throw UNEQUAL;`);
  return `if (${isNone}) { ${none} } else { const n${next} = ${count}; ${unequal.join(' ')}
      const s${next} = o; let ok${next} = true; need(${SPARE}); ${put('[')}
      for (let i${next} = 0; i${next} < n${next} && ok${next}; i${next} += 1) {
        need(${SPARE}); if (i${next} > 0) { ${put(',')} }
        ${items.join(' ')}
        ${valueOf(
          inner.ofType,
          lists.map(({ of }) => of),
          child,
          { rows, depth: next },
        )}
      }
      if (ok${next}) { ${put(']')} } else { o = s${next}; ${none} } }`;
};
