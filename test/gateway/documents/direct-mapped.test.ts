import { describe, expect, it } from '@jest/globals';
import { directMapped } from '../../../gateway/documents/direct-mapped.ts';

/** The same text again, as it comes with another request. */
const copyOf = (text: string) => Buffer.from(text).toString();

const counted = () => {
  const asked: string[] = [];
  const find = directMapped((text) => {
    asked.push(text);
    return { length: text.length, text };
  });
  return { find, asked };
};

describe('in front of a memory', () => {
  it('what is asked for again is there, and not looked for', () => {
    const { find, asked } = counted();
    const texts = ['', '{ a }', 'query Gigs { gigs { id } }', `{ ${'a '.repeat(2_000)} }`];
    for (let round = 0; round < 3; round += 1)
      for (const text of texts) expect(find(copyOf(text))).toEqual({ length: text.length, text });
    expect(asked).toEqual(texts);
  });

  it('a long text is looked for each time', () => {
    const { find, asked } = counted();
    const text = `{ ${'a '.repeat(3_000)} }`;
    for (let round = 0; round < 3; round += 1) expect(find(copyOf(text)).text).toBe(text);
    expect(asked).toHaveLength(3);
  });

  it('no text is taken for another, however alike they are', () => {
    const { find } = counted();
    for (let i = 0; i < 20_000; i += 1) {
      const text = `query Gigs($first: Int) { gig(id: "gig_${(i * 7_919) % 3_000}") { id title } }`;
      expect(find(text).text).toBe(text);
    }
  });
});
