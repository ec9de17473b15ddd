import { expect, it } from '@jest/globals';
import { createPool } from '../../../gateway/bytes/pool.ts';

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
