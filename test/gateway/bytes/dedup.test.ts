import { expect, it } from '@jest/globals';
import { Arena } from '../../../gateway/bytes/arena.ts';
import { DEDUP } from '../../../gateway/bytes/dedup.ts';
import { WRITING } from '../../../gateway/bytes/writing.ts';

type Hash = (start: number, end: number) => number;

const hashOver = new Function('arena', `${WRITING}${DEDUP} take(arena); return hash;`) as (
  arena: Arena,
) => Hash;

/** Thirteen bits of a number, one in every eighth byte of a text, from an offset on. */
const spread = (number: number, offset: number) => {
  const bytes = Buffer.alloc(8 * 13 + 5, 'a');
  for (let bit = 0; bit < 13; bit += 1) if ((number >> bit) & 1) bytes[8 * bit + offset] = 'b'.charCodeAt(0);
  return bytes;
};

// Whoever may choose ids would choose these: a hash that carries bits upwards only has four values for them all.
it.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'ids that differ in byte %i of each eight have hashes of their own',
  (offset) => {
    const arena = new Arena();
    const hash = hashOver(arena);
    const hashes = new Set<number>();
    for (let number = 0; number < 8_192; number += 1) {
      const bytes = spread(number, offset);
      arena.bytes.set(bytes, 64);
      hashes.add(hash(64, 64 + bytes.length));
    }
    expect(hashes.size).toBeGreaterThan(8_100);
  },
);
