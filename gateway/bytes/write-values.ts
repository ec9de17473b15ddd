import { isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { List, Value } from './shape.ts';
import type { Entry, Target } from './target.ts';
import { put } from './words.ts';
import { need } from './writing.ts';

/** `before`: the punctuation. `room`: bytes of fixed text in the object. `rows`: numbers of rows that are read. */
export type Around = { before: string; room: number; rows: Set<number> };

type Child = Extract<Entry, { kind: 'child' }>;

/** Statements that write a field whose value is put together, of the records of one or several answers. */
export const childOf = (
  target: Target,
  { key, type, from, target: child }: Child,
  { before, rows }: Around,
): string => {
  const found = from.map(({ source, variant, index, value }, i) => {
    const { place } = target.sources[source]!;
    const read = (mark: 'child' | 'count') =>
      `r${source} < 0 ? -1 : R${place.number}[r${source} + ${place.slots.of(variant, index, mark)}]`;
    const count = value.kind === 'list' ? `, m${i} = ${read('count')}` : '';
    return `const c${i} = ${read('child')}${count};`;
  });
  const there = from.map(({ source }) => `r${source} >= 0`);
  const values = from.map(({ value }) => value);
  return `${put(`${before}"${key}":`)} { ${found.join(' ')} ${alike(
    there,
    from.map((_, i) => `c${i} < 0`),
  )}
      ${valueOf(type, values, { child, rows, depth: '' })} }`;
};

/** Where one answer says null and another does not, the last would stay: which that is, is not known here. */
const alike = (there: string[], isNull: string[]): string =>
  there
    .flatMap((one, i) =>
      there.slice(i + 1).map((other, k) => {
        const [a, b] = [isNull[i], isNull[i + 1 + k]];
        return `if (${one} && ${other} && (${a}) !== (${b})) throw UNEQUAL;`;
      }),
    )
    .join(' ');

type Writing = { child: Target; rows: Set<number>; depth: string };

/** Statements that write a value of which each source has its record at `c…`, or null, or give up the object. */
const valueOf = (type: GraphQLOutputType, values: Value[], writing: Writing): string => {
  const { child, depth } = writing;
  const giveUp = depth === '' ? 'return -1;' : `ok${depth} = false;`;
  const none = isNonNullType(type) ? giveUp : put('null');
  const inner = isNonNullType(type) ? type.ofType : type;
  const isNone = values.map((_, i) => `c${depth}${i} < 0`).join(' && ');
  const written = isListType(inner)
    ? listOf(inner.ofType, values as List[], { writing, none })
    : `const end = t${child.number}(o, ${basesOf(values, depth)}); v = V; if (end < 0) { ${none} } else o = end;`;
  return `if (${isNone}) { ${none} } else { ${written} }`;
};

const basesOf = (values: Value[], depth: string): string =>
  values
    .map((value, i) => {
      const size = value.kind === 'object' ? value.place.slots.size : 0;
      const record = `c${depth}${i}`;
      return values.length === 1 ? `${record} * ${size}` : `${record} < 0 ? -1 : ${record} * ${size}`;
    })
    .join(', ');

const listOf = (
  type: GraphQLOutputType,
  lists: List[],
  { writing, none }: { writing: Writing; none: string },
): string => {
  const { rows, depth } = writing;
  const next = `${depth}_`;
  const counts = lists.map((_, i) => `m${depth}${i}`);
  const count = counts.length === 1 ? counts[0] : `Math.max(${counts.join(', ')})`;
  const unequal =
    counts.length === 1
      ? []
      : counts.map((one, i) => `if (c${depth}${i} >= 0 && ${one} !== n${next}) throw UNEQUAL;`);
  const items = lists.map((list, i) => itemOf(list, i, { depth, rows, isOne: lists.length === 1 }));
  const there = lists.map((_, i) => `c${depth}${i} >= 0`);
  const nulls = lists.map((_, i) => `c${next}${i} < 0`);
  const values = lists.map(({ of }) => of);
  return `const n${next} = ${count}; ${unequal.join(' ')}
      const s${next} = o; let ok${next} = true; ${need(64)} ${put('[')}
      for (let i${next} = 0; i${next} < n${next} && ok${next}; i${next} += 1) {
        ${need(64)} if (i${next} > 0) { ${put(',')} }
        ${items.join(' ')} ${alike(there, nulls)}
        ${valueOf(type, values, { ...writing, depth: next })}
      }
      if (ok${next}) { ${need(64)} ${put(']')} } else { o = s${next}; ${none} }`;
};

type Nesting = { depth: string; rows: Set<number>; isOne: boolean };

/** A list's items have consecutive records. */
const itemOf = ({ of, rows: number }: List, i: number, { depth, rows, isOne }: Nesting): string => {
  const next = `${depth}_`;
  const list = `c${depth}${i}`;
  if (of.kind === 'object') {
    const record = `R${of.place.number}[(${list} + i${next}) * ${of.place.slots.size}]`;
    const absent = isOne ? '' : `${list} < 0 || `;
    return `const c${next}${i} = ${absent}${record} < 0 ? -1 : ${list} + i${next};`;
  }
  rows.add(number);
  const at = `(${list} + i${next}) * 2`;
  return `const c${next}${i} = R${number}[${at}], m${next}${i} = R${number}[${at} + 1];`;
};
