import { randomInt } from 'node:crypto';
import { COPY, need } from './writing.ts';

/** So that nobody can choose keys which all fall into one entry of the table. */
const SEED = randomInt(2 ** 31);

/** Of the generated writer of representations: each goes into the list once, however many objects have it. */
export const DEDUP = `
/**
 * Two words at a time, one into each of two halves, so that neither waits for the other. The last two come first, and
 * may reach before the start, into what all of its type share: a representation is longer than eight bytes.
 */
const hash = (start, end) => {
  const v = V;
  let a = Math.imul(${SEED} ^ v.getInt32(end - 8 | 0, true), 0x9e3779b1);
  let b = Math.imul(~${SEED} ^ v.getInt32(end - 4 | 0, true), 0x85ebca6b);
  for (let i = start, last = end - 8 | 0; i < last; i = i + 8 | 0) {
    a = Math.imul(a ^ a >>> 15 ^ v.getInt32(i, true), 0x9e3779b1);
    b = Math.imul(b ^ b >>> 15 ^ v.getInt32(i + 4 | 0, true), 0x85ebca6b);
  }
  a ^= a >>> 15; b ^= b >>> 15;
  let h = a ^ (b >>> 13 | b << 19);
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return h ^ h >>> 16;
};
/** Entries of the table, of what is between a representation's braces: offset, length, number + 1. */
var count = 0, mask = 0, slot = 0, table;
/** Where the next representation is written: what lies behind is not in the list. */
var next = 0;
const clear = (records) => {
  let size = 16;
  while (size < records * 2) size *= 2;
  if (A.table.length < size * 3) A.table = new Int32Array(size * 3);
  table = A.table; mask = size - 1; count = 0;
  table.fill(0, 0, size * 3);
  if (A.variants.length < records) A.variants = new Int32Array(records * 2);
};
/**
 * The number of the one that has this content; -1 where none has, and then \`slot\` is where it belongs. \`same\`: how
 * many bytes at its start are those of all of its type, so that they need no hash.
 */
const find = (start, end, same) => {
  const length = end - start, entries = table;
  for (let i = hash(start + same, end) & mask; ; i = (i + 1) & mask) {
    const found = entries[i * 3 + 2];
    if (found === 0) slot = i * 3;
    if (found === 0 || (entries[i * 3 + 1] === length && isSame(entries[i * 3], start, length))) return found - 1;
  }
};
/** The one that was just written, up to \`end\`, where \`find\` has last found none. */
const added = (end, variant) => {
  table[slot] = next + 1; table[slot + 1] = end - next - 2; table[slot + 2] = ++count;
  A.variants[count - 1] = variant | 0;
  V.setUint8(end, 44); next = end + 1;
  return count - 1;
};
/** The number of the one that was just written: the first of its like stays. */
const numberOf = (end, same, variant) => {
  const found = find(next + 1, end - 1, same);
  return found < 0 ? added(end, variant) : found;
};
/** The same of one that lies in an answer. Copied only if it is the first: bytes just written are read slowly. */
const numberOfCopy = (s, e, same, variant) => {
  const found = find(s, e, same);
  if (found >= 0) return found;
  let o = next, v = V;
  ${need('(e - s + 64)')}
  v.setUint8(o, 123); o += 1;
  ${COPY}
  v.setUint8(o, 125);
  return added(o + 1, variant);
};`;
