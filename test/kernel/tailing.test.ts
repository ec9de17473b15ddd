import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { startTail, type Tail } from '../../kernel/tail.ts';
import { commitOf } from '../contracts/event-store/commits.ts';
import { until } from '../contracts/places.ts';
import { keepLog } from './toys/asking.ts';

let store: EventStore;
let tail: Tail | undefined;
let handled: number[];
let failuresLeft: number;
let saved: number;
beforeEach(async () => {
  store = await openSqliteEventStore(':memory:');
  [tail, handled, failuresLeft, saved] = [undefined, [], 0, 0];
});
afterEach(async () => {
  await tail?.close();
  await store.close();
});

const follow = (eventStore: EventStore) => {
  const { log, messages } = keepLog();
  tail = startTail({
    name: 'test',
    eventStore,
    log,
    limit: 2,
    checkpoint: async () => saved,
    async handle(events, isLast) {
      if (failuresLeft > 0 && (failuresLeft -= 1) >= 0) throw new Error('down');
      handled.push(...events.map(({ position }) => position));
      if (isLast) saved = events.at(-1)?.position ?? handled.at(-1)!;
    },
  });
  return { tail, messages };
};

it('is behind until what it read is saved, also where the log ends with a full page', async () => {
  for (const stream of ['a', 'b', 'c', 'd']) await store.append(commitOf(stream));
  const { tail, messages } = follow(store);
  expect(await tail.lag()).toBeGreaterThan(0);
  await until(async () => (await tail.lag()) === 0);
  expect([saved, handled]).toEqual([4_000, [1_000, 2_000, 3_000, 4_000]]);
  expect(messages).toEqual([]);
});

it('polls as often as ever when a store answers again that has long been down', async () => {
  let reads = 0;
  const { messages } = follow({
    ...store,
    onAppend: () => () => {}, // another process appends: nothing rings here
    async readAll(after, limit) {
      reads += 1;
      if (reads <= 4) throw new Error('down'); // the pauses are 100, 200, 400 and 800 ms
      return store.readAll(after, limit);
    },
  });
  await until(() => reads === 5);
  const appended = performance.now();
  await store.append(commitOf('a'));
  await until(() => handled.length === 1);
  expect(performance.now() - appended).toBeLessThan(1_000);
  expect(messages).toHaveLength(4);
});

it('is closed at once, although it waits after a failure', async () => {
  failuresLeft = Infinity;
  await store.append(commitOf('a'));
  const { tail, messages } = follow(store);
  await until(() => messages.length === 3);
  const closing = performance.now();
  await tail.close();
  expect(performance.now() - closing).toBeLessThan(200);
});
