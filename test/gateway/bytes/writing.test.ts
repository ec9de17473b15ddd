import { describe, expect, it } from '@jest/globals';
import { Arena } from '../../../gateway/bytes/arena.ts';
import { COPY, WRITING } from '../../../gateway/bytes/writing.ts';
import { chanceOf } from './chance.ts';

const arena = new Arena();
const made = new Function(
  'arena',
  `${WRITING} take(arena); return { isSame, copy: (s, e, o) => { let v = V; ${COPY} return o; } };`,
)(arena) as {
  isSame(a: number, b: number, length: number): boolean;
  copy(start: number, end: number, to: number): number;
};

/** As numbers of eight bytes these would be some that are none, infinite ones and zeros. */
const AWKWARD = [0x00, 0x01, 0x22, 0x5c, 0x7f, 0x80, 0xbf, 0xc3, 0xf0, 0xf4, 0xf8, 0xff];
const TO = 4_096;

describe('a copy', () => {
  // Often enough for the code to be optimised.
  it.each(Array.from({ length: 16 }, (_, i) => i))('is byte for byte the same from offset %i on', (at) => {
    const chance = chanceOf(at);
    for (let length = 0; length < 300; length += 1) {
      for (let i = 0; i < 320; i += 1) arena.bytes[i] = chance.pick(AWKWARD);
      arena.bytes.fill(0xee, TO, TO + 1_024);
      expect(made.copy(at, at + length, TO + length)).toBe(TO + 2 * length);
      const copied = arena.bytes.subarray(TO + length, TO + 2 * length);
      expect(copied.equals(arena.bytes.subarray(at, at + length))).toBe(true);
      const [before, behind] = [[TO, TO + length] as const, [TO + 2 * length + 16, TO + 1_024] as const];
      for (const [start, end] of [before, behind])
        expect(arena.bytes.subarray(start, end).every((byte) => byte === 0xee)).toBe(true);
    }
  });
});

it.each([4, 5, 6, 7, 8, 9, 15, 16, 17, 40])('of %i bytes, one that differs is another', (length) => {
  for (let i = 0; i < length; i += 1) arena.bytes[i] = arena.bytes[TO + 3 + i] = AWKWARD[i % AWKWARD.length]!;
  expect(made.isSame(0, TO + 3, length)).toBe(true);
  for (let i = 0; i < length; i += 1) {
    arena.bytes[i]! ^= 0x80;
    expect(made.isSame(0, TO + 3, length)).toBe(false);
    arena.bytes[i]! ^= 0x80;
  }
});
