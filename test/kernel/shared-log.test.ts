import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { sharedLog } from '../../kernel/shared-log.ts';
import { commitOf } from '../contracts/event-store/commits.ts';
import { range } from '../contracts/places.ts';

let store: EventStore;
let shared: EventStore;
let reads = 0;
beforeEach(async () => {
  store = await openSqliteEventStore(':memory:');
  reads = 0;
  shared = sharedLog({ ...store, readAll: (...asked) => ((reads += 1), store.readAll(...asked)) });
});
afterEach(() => store.close());

const fill = async (from: number, to: number) => {
  for (const i of range(to - from)) await store.append(commitOf(`str_${from + i}`, 0, { size: 1 + (i % 3) }));
};

/** A slow machine needs longer than the 150 ms in which nobody asks again. */
const mostReads = (began: number) => 1 + (performance.now() - began) / 150;

/** As a tail reads: page after page, from a position to the end. */
const readOn = async (from: number, limit: number) => {
  const seen = [];
  for (let position = from; ;) {
    const page = await shared.readAll(position, limit);
    if (page.length === 0) return seen;
    seen.push(...page);
    position = page.at(-1)!.position;
  }
};

it('many tails read what one would, whatever their pages, and it is fetched once', async () => {
  await fill(0, 40);
  await shared.readAll(0, 1_000);
  const [before, began] = [reads, performance.now()];
  const log = await store.readAll(0, 1_000);
  for (const limit of [1, 2, 3, 7, 100]) expect(await readOn(0, limit)).toEqual(log);
  for (const { position } of log)
    expect(await readOn(position, 5)).toEqual(log.filter((event) => event.position > position));
  expect(reads - before).toBeLessThanOrEqual(mostReads(began));
});

it('what is appended is there at once, although nothing was a moment ago', async () => {
  await fill(0, 3);
  const seen = await readOn(0, 10);
  expect(await shared.readAll(seen.at(-1)!.position, 10)).toEqual([]);
  await fill(3, 5);
  expect(await readOn(seen.at(-1)!.position, 10)).toHaveLength(
    (await store.readAll(0, 100)).length - seen.length,
  );
});

it('nothing is asked again at once where there was nothing', async () => {
  await fill(0, 3);
  const end = (await readOn(0, 10)).at(-1)!.position;
  const [before, began] = [reads, performance.now()];
  for (const _ of range(50)) expect(await shared.readAll(end, 10)).toEqual([]);
  expect(reads - before).toBeLessThanOrEqual(mostReads(began));
});

it('who is far behind gets all of it, although only the end is kept', async () => {
  for (const i of range(12)) await store.append(commitOf(`str_${i}`, 0, { size: 1_000 }));
  expect(await readOn(0, 900)).toHaveLength(12_000);
  const late = await readOn(0, 900);
  expect(late).toEqual(await store.readAll(0, 100_000));
});

it('a tail that begins in the middle is not given what is before, and one that comes later is', async () => {
  await fill(0, 10);
  const log = await store.readAll(0, 100);
  const middle = log[8]!.position;
  expect(await readOn(middle, 3)).toEqual(log.slice(9));
  expect(await readOn(0, 3)).toEqual(log);
});
