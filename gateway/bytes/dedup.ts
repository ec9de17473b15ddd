import { randomInt } from 'node:crypto';

/** So that nobody can choose keys which all fall into one entry of the table. */
const SEED = randomInt(2 ** 31);

/** Of the generated writer of representations: each goes into the list once, however many objects have it. */
export const DEDUP = `
/** Two words at a time, one into each of two halves, so that neither waits for the other. */
const hash = (start, end) => {
  let a = ${SEED}, b = ~a, i = start;
  for (; i + 8 <= end; i += 8) {
    a = Math.imul(a ^ v.getInt32(i, true), 0x9e3779b1); a ^= a >>> 15;
    b = Math.imul(b ^ v.getInt32(i + 4, true), 0x85ebca6b); b ^= b >>> 15;
  }
  for (; i < end; i += 4) {
    const left = end - i;
    const word = left >= 4 ? v.getInt32(i, true) : v.getInt32(i, true) & (0xffffffff >>> (32 - 8 * left));
    a = Math.imul(a ^ word, 0x9e3779b1); a ^= a >>> 15;
  }
  let h = a ^ (b >>> 13 | b << 19);
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return h ^ h >>> 16;
};
/** Entries of the table, of what is between a representation's braces: offset, length, number + 1. */
var count = 0, mask = 0, slot = 0, table;
const clear = (records) => {
  let size = 16;
  while (size < records * 2) size *= 2;
  if (A.table.length < size * 3) A.table = new Int32Array(size * 3);
  table = A.table; mask = size - 1;
  table.fill(0, 0, size * 3);
  if (A.variants.length < records) A.variants = new Int32Array(records * 2);
};
/** The number of the one that has this content; -1 where none has, and then \`slot\` is where it belongs. */
const find = (start, end) => {
  const length = end - start;
  for (let i = hash(start, end) & mask; ; i = (i + 1) & mask) {
    slot = i * 3;
    const found = table[slot + 2];
    if (found === 0 || (table[slot + 1] === length && isSame(table[slot], start, length))) return found - 1;
  }
};
/** The one that was just written from \`start\` on, where \`find\` has last found none. */
const added = (start, variant) => {
  table[slot] = start + 1; table[slot + 1] = o - start - 2; table[slot + 2] = ++count;
  A.variants[count - 1] = variant;
  v.setUint8(o, 44); o += 1;
  return count - 1;
};
/** The number of the one that was just written: the first of its like stays. */
const numberOf = (start, variant) => {
  const found = find(start + 1, o - 1);
  if (found < 0) return added(start, variant);
  o = start;
  return found;
};
/** The same of one that lies in an answer. Copied only if it is the first: bytes just written are read slowly. */
const numberOfCopy = (start, end, variant) => {
  const found = find(start, end);
  if (found >= 0) return found;
  const at = o;
  v.setUint8(o, 123); o += 1; copy(start, end); v.setUint8(o, 125); o += 1;
  return added(at, variant);
};`;
