import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createPool } from '../../../gateway/bytes/pool.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const pooled = (...sizes: number[]) => {
  const pool = createPool<{ size: number }>({ sizeOf: ({ size }) => size, largest: 5, total: 10 });
  for (const size of sizes) pool.giveBack({ size });
  return pool;
};

it('a pool keeps so much together, and nothing that is too large', () => {
  expect(pooled(5, 6, 4).kept).toBe(2);
  expect(pooled(5, 5, 1).kept).toBe(2);
  expect(pooled(...Array<number>(20).fill(1)).kept).toBe(10);
});

it('a pool has room again for what was taken', () => {
  const pool = pooled(5, 5);
  expect(pool.take()).toEqual({ size: 5 });
  pool.giveBack({ size: 4 });
  expect([pool.take(), pool.take(), pool.take()]).toEqual([{ size: 4 }, { size: 5 }, undefined]);
});

it('a pool lets go what nobody needed for so long, and no more', () => {
  const pool = pooled(1, 2, 3);
  const rest = () => jest.advanceTimersByTime(10_000);
  rest(); // whether they were needed is known from now on
  const [one, two] = [pool.take()!, pool.take()!];
  for (const back of [two, one]) pool.giveBack(back);
  rest();
  expect(pool.kept).toBe(2);
  expect([pool.take(), pool.take(), pool.take()]).toEqual([{ size: 3 }, { size: 2 }, undefined]);
  for (const size of [5, 5]) pool.giveBack({ size }); // there is room for them
  rest();
  rest();
  expect(pool.kept).toBe(0);
  expect(jest.getTimerCount()).toBe(0);
});
