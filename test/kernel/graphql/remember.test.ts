import { describe, expect, it } from '@jest/globals';
import { remember } from '../../../kernel/graphql/remember.ts';

describe('a bounded memory', () => {
  it('forgets what was used longest ago', () => {
    const memory = remember<number>(2);
    memory.set('a', 1);
    memory.set('b', 2);
    memory.get('a');
    memory.set('c', 3);
    expect(['a', 'b', 'c'].map(memory.get)).toEqual([1, undefined, 3]);
  });

  it('forgets nothing else when a key is set again', () => {
    const memory = remember<number>(2);
    memory.set('a', 1);
    memory.set('b', 2);
    memory.set('b', 3);
    expect(['a', 'b'].map(memory.get)).toEqual([1, 3]);
  });

  it('holds keys of so many characters altogether, and none that is longer than the longest', () => {
    const memory = remember<number>(100, { largest: 4, total: 6 });
    memory.set('aaaa', 1);
    memory.set('aaaa', 2);
    memory.set('bb', 3);
    expect(['aaaa', 'bb'].map(memory.get)).toEqual([2, 3]);
    expect(memory.set('ccccc', 4)).toBe(4);
    expect(['aaaa', 'bb', 'ccccc'].map(memory.get)).toEqual([2, 3, undefined]);
    memory.set('d', 5);
    expect(['aaaa', 'bb', 'd'].map(memory.get)).toEqual([undefined, 3, 5]);
  });

  it('measures as it is told, and has room again for what was deleted', () => {
    const sizeOf = (_: string, value: string) => value.length;
    const memory = remember<string>(100, { largest: 10, total: 10, sizeOf });
    memory.set('a', 'x'.repeat(10));
    memory.delete('a');
    memory.delete('a');
    memory.set('b', 'x'.repeat(5));
    memory.set('c', 'x'.repeat(5));
    expect(['a', 'b', 'c'].map((key) => memory.get(key)?.length)).toEqual([undefined, 5, 5]);
  });
});
