import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCursors, type Position } from '../../../kernel/graphql/cursors.ts';

const cursors = createCursors(Buffer.alloc(32, 1));
const position: Position = { value: '2026-01-15', id: 'ord_1' };
const refusal = expect.objectContaining({ code: 'INVALID', field: ['after'] });

describe('a cursor', () => {
  it('gives the position back that it was made of', () =>
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ unit: 'grapheme' }),
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null)),
        (list, id, value) =>
          expect(cursors.decode(list, cursors.encode(list, { value, id }))).toEqual({ value, id }),
      ),
    ));

  it('can stand in a URL', () => expect(cursors.encode('l', position)).toMatch(/^[\w-]+$/));

  it('of another list is refused', () => {
    const foreign = cursors.encode('orders of bea', position);
    expect(() => cursors.decode('orders of sam', foreign)).toThrow(refusal);
  });

  it('of another service, or from before its secret was lost, is refused', () => {
    const other = createCursors(Buffer.alloc(32, 2));
    expect(() => cursors.decode('l', other.encode('l', position))).toThrow(refusal);
  });

  it.each([
    '',
    'x',
    'null',
    '!!!',
    'W10',
    'a'.repeat(5_000),
    '\ud800',
    Buffer.alloc(13).toString('base64url'),
  ])('that was never made is refused: %j', (cursor) =>
    expect(() => cursors.decode('l', cursor)).toThrow(refusal),
  );

  it('changed anywhere is refused', () => {
    const bytes = Buffer.from(cursors.encode('l', position), 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const forged = Buffer.from(bytes);
      forged[i]! ^= 1;
      expect(() => cursors.decode('l', forged.toString('base64url'))).toThrow(refusal);
    }
  });

  it('that is refused is quoted in part alone', () =>
    expect(() => cursors.decode('l', 'a'.repeat(5_000))).toThrow(/got "a{40}"\.$/));
});
