import type { Target } from './target.ts';
import { put } from './words.ts';

/**
 * What the generated functions of one writer share: the arena, its view, and up to where it has room. The offset at
 * which they write, `o`, and the view as `v` each has to itself, as what is shared is checked at every use. For the
 * same reason all that is generated has `var` for what it shares, as of a `let` each use asks whether it has a value
 * yet, and `| 0` behind its sums, which then need no check whether they are still small.
 */
export const WRITING = `
var A, V, most = 0;
const take = (arena) => { A = arena; V = arena.view; most = arena.bytes.length - 64; };
const grown = (end) => { A.ensure(end + 64); take(A); return V; };
/**
 * Sixteen bytes at a time: what comes behind is written later. As integers, since a copy of a number that is none may
 * have other bits. A call of copyWithin takes as long as the copy of 256 bytes.
 */
const copy = (v, o, s, e) => {
  if (e - s > 256) A.bytes.copyWithin(o, s, e);
  else for (let i = s, to = o; i < e; i = i + 16 | 0, to = to + 16 | 0) {
    v.setBigInt64(to, v.getBigInt64(i, true), true);
    v.setBigInt64(to + 8 | 0, v.getBigInt64(i + 8 | 0, true), true);
  }
};
/** Of at least four bytes: the last four come first, as what is read before a loop is checked once for all of it. */
const isSame = (a, b, length) => {
  const v = V, last = length - 4 | 0;
  if (v.getInt32(a + last | 0, true) !== v.getInt32(b + last | 0, true)) return false;
  for (let i = 0; i < last; i = i + 4 | 0)
    if (v.getInt32(a + i | 0, true) !== v.getInt32(b + i | 0, true)) return false;
  return true;
};`;

/** A statement that makes room for so many bytes more. */
export const need = (bytes: number | string) => `if ((o + ${bytes} | 0) > most) v = grown(o + ${bytes});`;

/** Statements that copy what lies between `s` and `e`. */
export const COPY = 'copy(v, o, s, e); o = o + e - s | 0;';

/** What lies between two slots of a record: `records` and `at` are names in the generated code. */
export type Slice = { records: string; at: string; slots: [start: number, end: number] };

/** A statement that says where it begins and ends, as `s` and `e`. */
export const boundsOf = ({ records, at, slots: [start, end] }: Slice) =>
  `const s = ${records}[${at} + ${start} | 0], e = ${records}[${at} + ${end} | 0];`;

/** Statements that copy it behind a text. `more`: bytes of fixed text around it. */
export const copySlice = (before: string, slice: Slice, more: number) =>
  `{ ${boundsOf(slice)} ${need(`(e - s + ${more})`)} ${put(before)} ${COPY} }`;

/**
 * Statements that find, as `s` and `e`, the slice of the first record that there is. Which of several answers came
 * last, and so would stay, is not known here: they must say the same.
 */
export const findSlice = (slices: Slice[]): string => {
  const found = slices.map(({ records, at, slots: [start, end] }) => {
    const [from, to] = [`${records}[${at} + ${start} | 0]`, `${records}[${at} + ${end} | 0]`];
    return `if (${at} >= 0) {
        if (s < 0) { s = ${from}; e = ${to}; }
        else if (e - s !== ${to} - ${from} || !isSame(s, ${from}, e - s)) throw UNEQUAL;
      }`;
  });
  return `let s = -1, e = -1; ${found.join(' ')}`;
};

/** A statement that finds the record of an entity's answer: -1 where there is none. */
export const findEntity = ({ sources }: Target, i: number) => {
  const { slot, fetch, place } = sources[i]!;
  const { number, slots } = place;
  const first = `R${sources[0]!.place.number}[r0 + ${slot}]`;
  return `let r${i} = r0 < 0 || ${first} < 0 || !has${fetch} ? -1 : ${first} * ${slots.size} | 0;
  if (r${i} >= 0 && R${number}[r${i}] < 0) r${i} = -1;`;
};
