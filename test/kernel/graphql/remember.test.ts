import { threadCpuUsage } from 'node:process';
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

  it('forgets nothing before there is no room, and then no more than half', () => {
    const memory = remember<number>(100);
    for (let i = 0; i < 100; i += 1) memory.set(`${i}`, i);
    for (let i = 0; i < 100; i += 1) expect(memory.get(`${i}`)).toBe(i);
    memory.set('100', 100);
    expect(memory.values().length).toBeGreaterThan(50);
    expect(memory.values()).toContain(100);
  });

  it('keeps what is used now and then through a flood of what is asked once', () => {
    const memory = remember<number>(100);
    memory.set('kept', 1);
    for (let i = 0; i < 10_000; i += 1) {
      memory.set(`${i}`, i);
      if (i % 20 === 0) expect(memory.get('kept')).toBe(1);
    }
  });

  it('tells its values in about the order of their use', () => {
    const memory = remember<string>(4);
    for (const key of ['a', 'b', 'c', 'd']) memory.set(key, key);
    memory.get('a');
    expect(memory.values()).toEqual(['b', 'c', 'd', 'a']);
  });

  it('holds its bounds whatever is done, and answers nothing but what was set', () => {
    const sizes = [0, 1, 3, 9, 30, 41];
    const memory = remember<{ i: number; size: number }>(12, {
      total: 40,
      largest: 35,
      sizeOf: (_, { size }) => size,
    });
    const last = new Map<string, number>();
    for (let i = 0; i < 5_000; i += 1) {
      const key = `${(i * i * 31) % 23}`;
      const found = memory.get(key);
      if (found) expect(found.i).toBe(last.get(key));
      if (i % 7 === 0) memory.delete(key);
      else if (i % 3 > 0) memory.set(key, { i, size: sizes[(i * 13) % sizes.length]! });
      if (i % 7 === 0 || i % 3 > 0) last.set(key, i);
      const values = memory.values();
      expect(values.length).toBeLessThanOrEqual(12);
      expect(values.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(40);
    }
    expect(memory.values().length).toBeGreaterThan(0);
  });

  it('is as fast for one key that is always asked for as for any', () => {
    const memory = remember<number>(50_000);
    for (let i = 0; i < 50_000; i += 1) memory.set(`${i}`, i);
    const before = threadCpuUsage();
    for (let i = 0; i < 20_000; i += 1) memory.get('49999');
    expect(threadCpuUsage(before).user).toBeLessThan(100_000); // 300,000 where each hit left a hole
  });
});
