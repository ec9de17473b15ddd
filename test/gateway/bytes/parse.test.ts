import { beforeAll, describe, expect, it } from '@jest/globals';
import { Arena, MARGIN } from '../../../gateway/bytes/arena.ts';
import { LAYOUT } from '../../../gateway/bytes/surprise.ts';
import type { Compiled } from '../../../gateway/bytes/compile.ts';
import { planned } from './both.ts';
import { shop } from './supergraphs/shop.ts';

const QUERY = `{
  items { __typename name ... on Book { pages kind twin { name left } related { ... on Toy { name left } } } }
  shelf { name twin { pages } }
}`;

const twin = { __typename: 'Book', id: 'b2', name: '\ud83d\udca5' };
const BOOK = { __typename: 'Book', name: 'A "b"\n', pages: 3, kind: 'PAPER', twin, related: [] };
const TOY = { __typename: 'Toy', name: null };
const SHELF = [[{ name: 'x', twin: { pages: -1 } }], [], [{ name: null, twin: null }]];

/** Its keys and lists, whatever their values. */
const shapeOf = (text: string) =>
  JSON.stringify(JSON.parse(text), (_, value: unknown) =>
    typeof value === 'object' && value !== null ? value : 0,
  );

describe('reading an answer', () => {
  let compiled: Compiled;
  let answer: string;
  beforeAll(() => {
    compiled = planned(shop(), { query: QUERY, variables: {} })!.compiled();
    const related = [{ __typename: 'Toy', id: 't1', name: null }, null, { __typename: 'Book' }];
    answer = JSON.stringify({ data: { items: [{ ...BOOK, related }, TOY, BOOK], shelf: SHELF } });
  });

  /** True: it was taken as it is. The arena ends right behind the answer's margin. */
  const reads = (bytes: Uint8Array): boolean => {
    const arena = new Arena();
    arena.begin(compiled.places);
    arena.bytes = Buffer.allocUnsafeSlow(bytes.length + MARGIN);
    arena.view = new DataView(arena.bytes.buffer);
    const at = arena.add(bytes);
    expect(arena.bytes.length).toBe(bytes.length + MARGIN);
    try {
      return compiled.fetches[0]!.parse(arena, at, at + bytes.length) === 1;
    } catch (error) {
      if (error !== LAYOUT) throw error;
      return false;
    }
  };

  it('takes what is laid out as the plan says, and a newline behind it', () => {
    expect(reads(Buffer.from(answer))).toBe(true);
    expect(reads(Buffer.from(`${answer}\n`))).toBe(true);
    expect(reads(Buffer.from(`${answer} `))).toBe(false);
    expect(reads(Buffer.from(answer + answer))).toBe(false);
  });

  it('takes none that was cut, wherever', () => {
    const bytes = Buffer.from(answer);
    for (let end = 0; end < bytes.length; end += 1) expect(reads(bytes.subarray(0, end))).toBe(false);
  });

  it('takes none of which a byte was left out, doubled or swapped with the next, unless it is still one', () => {
    const bytes = Buffer.from(answer);
    const shape = shapeOf(answer);
    for (let i = 0; i < bytes.length; i += 1)
      for (const changed of [
        Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)]),
        // As it was, of the last byte and of two that are equal.
        Buffer.concat([
          bytes.subarray(0, i),
          bytes.subarray(i + 1, i + 2),
          bytes.subarray(i, i + 1),
          bytes.subarray(i + 2),
        ]),
        Buffer.concat([bytes.subarray(0, i + 1), bytes.subarray(i)]),
      ])
        if (reads(changed)) expect(shapeOf(changed.toString())).toBe(shape);
  });

  it('takes no other byte in its place, unless it is still JSON', () => {
    const bytes = Buffer.from(answer);
    for (let i = 0; i < bytes.length; i += 1)
      for (const byte of [0, 0x0a, 0x20, 0x22, 0x2c, 0x30, 0x5c, 0x5d, 0x6e, 0x7d]) {
        const changed = Buffer.from(bytes);
        changed[i] = byte;
        if (reads(changed)) expect(() => JSON.parse(changed.toString()) as unknown).not.toThrow();
      }
  });
});
