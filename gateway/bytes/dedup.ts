import { randomInt } from 'node:crypto';

/** So that nobody can choose keys which all fall into one entry of the table. */
const SEED = randomInt(2 ** 31);

/** Of the generated writer of representations: each goes into the list once, however many objects have it. */
export const DEDUP = `
const hash = (start, end) => {
  let h = ${SEED};
  for (let i = start; i < end; i += 4) {
    const left = end - i;
    const word = left >= 4 ? v.getInt32(i, true) : v.getInt32(i, true) & (0xffffffff >>> (32 - 8 * left));
    h = Math.imul(h ^ word, 0x9e3779b1); h ^= h >>> 15;
  }
  return h;
};
/** Entries of the table: offset, length, number + 1. */
let count = 0, mask = 0, table;
const clear = (records) => {
  let size = 16;
  while (size < records * 2) size *= 2;
  if (A.table.length < size * 3) A.table = new Int32Array(size * 3);
  table = A.table; mask = size - 1;
  table.fill(0, 0, size * 3);
  if (A.variants.length < records) A.variants = new Int32Array(records * 2);
};
/** The number of the representation that was just written: the first of its like stays. */
const numberOf = (start, variant) => {
  const length = o - start;
  for (let i = hash(start, o) & mask; ; i = (i + 1) & mask) {
    const found = table[i * 3 + 2];
    if (found === 0) {
      table[i * 3] = start; table[i * 3 + 1] = length; table[i * 3 + 2] = ++count;
      A.variants[count - 1] = variant;
      v.setUint8(o, 44); o += 1;
      return count - 1;
    }
    if (table[i * 3 + 1] === length && isSame(table[i * 3], start, length)) { o = start; return found - 1; }
  }
};`;
