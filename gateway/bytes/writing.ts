/**
 * The arena, the view and the offset at which the generated functions of one writer write. All that is generated has
 * \`var\` for what its functions share: at each use of a \`let\` they would ask whether it was initialised.
 */
export const WRITING = `
var A, v, o = 0, most = 0;
const take = (arena) => { A = arena; v = arena.view; most = arena.bytes.length - 64; };
const need = (bytes) => { if (o + bytes > most) { A.ensure(o + bytes + 64); take(A); } };
/** Sixteen bytes at a time: what comes behind is written later. A call takes as long as the copy of 256 bytes. */
const copy = (start, end) => {
  const bytes = v;
  let to = o;
  o = to + end - start;
  if (end - start > 256) { A.bytes.copyWithin(to, start, end); return; }
  for (let i = start; i < end; i += 16, to += 16) {
    bytes.setBigInt64(to, bytes.getBigInt64(i, true), true);
    bytes.setBigInt64(to + 8, bytes.getBigInt64(i + 8, true), true);
  }
};
const isSame = (a, b, length) => {
  let i = 0;
  for (; i + 4 <= length; i += 4) if (v.getInt32(a + i, true) !== v.getInt32(b + i, true)) return false;
  for (; i < length; i += 1) if (v.getUint8(a + i) !== v.getUint8(b + i)) return false;
  return true;
};`;

/** What lies between two slots of a record: `records` and `at` are names in the generated code. */
export type Slice = { records: string; at: string; slots: [start: number, end: number] };

/** A statement that says where it begins and ends, as `s` and `e`. */
export const boundsOf = ({ records, at, slots: [start, end] }: Slice) =>
  `const s = ${records}[${at} + ${start}], e = ${records}[${at} + ${end}];`;

/** Statements that copy it. `more`: bytes of fixed text around it. */
export const copySlice = (slice: Slice, more: number) =>
  `{ ${boundsOf(slice)} need(e - s + ${more}); copy(s, e); }`;

/**
 * Statements that find, as `s` and `e`, the slice of the first record that there is. Which of several answers came
 * last, and so would stay, is not known here: they must say the same.
 */
export const findSlice = (slices: Slice[]): string => {
  const found = slices.map(({ records, at, slots: [start, end] }) => {
    const [from, to] = [`${records}[${at} + ${start}]`, `${records}[${at} + ${end}]`];
    return `if (${at} >= 0) {
        if (s < 0) { s = ${from}; e = ${to}; }
        else if (e - s !== ${to} - ${from} || !isSame(s, ${from}, e - s)) throw UNEQUAL;
      }`;
  });
  return `let s = -1, e = -1; ${found.join(' ')}`;
};

/** A statement that finds the record of an entity's answer: -1 where there is none. */
export const findEntity = (
  i: number,
  from: { first: string; fetch: number; number: number; size: number },
) => {
  const { first, fetch, number, size } = from;
  return `let r${i} = r0 < 0 || ${first} < 0 || answered[${fetch}] === 0 ? -1 : ${first} * ${size};
  if (r${i} >= 0 && R${number}[r${i}] < 0) r${i} = -1;`;
};
