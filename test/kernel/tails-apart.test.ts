import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { sharedLog } from '../../kernel/shared-log.ts';
import { commitOf } from '../contracts/event-store/commits.ts';
import { range } from '../contracts/places.ts';

let store: EventStore;
beforeEach(async () => void (store = await openSqliteEventStore(':memory:')));
afterEach(() => store.close());

/** Tens of thousands of events: what one reads of the begin is far from the end. */
const fill = async (commits: number) => {
  for (const i of range(commits)) await store.append(commitOf(`str_${i}`, 0, { size: 1_000 }));
};
const last = async () => (await store.readAll((await store.end()) - 1, 1))[0]!;

it('a tail at the end waits for no other that begins at 0, in whatever order they come', async () => {
  await fill(8);
  for (const first of ['begin', 'end']) {
    const shared = sharedLog(store);
    const near = (await store.end()) - 1;
    const asked = first === 'begin' ? [0, near] : [near, 0];
    const [one] = await Promise.all(asked.map((position) => shared.readAll(position, 500)));
    expect(await shared.readAll(near, 500)).toEqual([await last()]); // the next poll at the latest
    expect(one).toEqual(first === 'begin' ? await store.readAll(0, 500) : [await last()]);
  }
});

it('tails that read at the same time, each at its own pace, miss and repeat nothing', async () => {
  await fill(3);
  const log = (await store.readAll(0, 3_000)).map(({ position }) => position);
  const shared = sharedLog(store);
  const follow = async (from: number, limit: number) => {
    const seen: number[] = [];
    for (let position = from, empty = 0; empty < 3;) {
      const page = await shared.readAll(position, limit);
      empty = page.length === 0 ? empty + 1 : 0;
      seen.push(...page.map((event) => event.position));
      position = seen.at(-1) ?? from;
    }
    return seen;
  };
  const begins = [0, 1_500, 2_000, 3_999, 0];
  const seen = await Promise.all(begins.map((from, i) => follow(from, 100 + i)));
  expect(seen).toEqual(begins.map((from) => log.filter((position) => position > from)));
});
