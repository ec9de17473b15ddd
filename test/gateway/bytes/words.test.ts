import { describe, expect, it } from '@jest/globals';
import { differs, put } from '../../../gateway/bytes/words.ts';

const TEXT = '{"data":{"aVeryLongKey":["of","a","field"]}}';
const lengths = Array.from({ length: TEXT.length }, (_, i) => i + 1);

/** What lies behind a text must not be overwritten further than a copy may write too much. */
const BEHIND = 16;

describe.each(lengths)('a text of %i bytes', (length) => {
  const text = TEXT.slice(0, length);
  const differing = new Function('v', 'o', `return ${differs(text, 'o')};`) as (
    v: DataView,
    o: number,
  ) => boolean;
  const putting = new Function('v', 'o', `${put(text)} return o;`) as (v: DataView, o: number) => number;

  it.each([0, 1, 2, 3])('is known at offset %i, and no other is taken for it', (at) => {
    const bytes = Buffer.alloc(at + length + BEHIND, 0x7e);
    bytes.write(text, at);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    expect(differing(view, at)).toBe(false);
    for (let i = at; i < at + length; i += 1) {
      bytes[i]! ^= 1;
      expect(differing(view, at)).toBe(true);
      bytes[i]! ^= 1;
    }
  });

  it.each([0, 1, 2, 3])('is written at offset %i, and at most three bytes behind it', (at) => {
    const bytes = Buffer.alloc(at + length + BEHIND, 0x7e);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    expect(putting(view, at)).toBe(at + length);
    expect(bytes.toString('latin1', at, at + length)).toBe(text);
    expect(bytes.subarray(0, at).every((byte) => byte === 0x7e)).toBe(true);
    expect(bytes.subarray(at + length + 3).every((byte) => byte === 0x7e)).toBe(true);
  });
});
