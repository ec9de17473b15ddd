import { describe, expect, it } from '@jest/globals';
import { openSqliteEventBus } from '../../kernel/event-bus/sqlite-event-bus.ts';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { openSqliteViewStore } from '../../kernel/view-store/sqlite-view-store.ts';
import { startPublisher } from '../../kernel/publisher.ts';
import { commitOf } from '../contracts/event-store/commits.ts';
import { range, until } from '../contracts/places.ts';

const silent = { info() {}, warn() {}, error() {} };

describe('a publisher', () => {
  // It reads 500 at once: after a full page it is told of an empty one.
  it.each([1, 499, 500, 1_000])('publishes a log of %d events, and fails at nothing', async (count) => {
    const eventStore = await openSqliteEventStore(':memory:');
    const viewStore = await openSqliteViewStore(':memory:');
    const bus = await openSqliteEventBus(':memory:');
    const failures: unknown[] = [];
    const log = { info() {}, warn() {}, error: (failure: unknown) => void failures.push(failure) };
    await Promise.all(range(count).map((i) => eventStore.append(commitOf(`str_${i}`))));

    const publisher = startPublisher({ service: 'things', eventStore, viewStore, bus, log });
    await until(async () => (await publisher.lag()) === 0);
    await eventStore.append(commitOf('str_last'));
    await until(async () => (await publisher.lag()) === 0);
    await publisher.close();

    const ends = Object.values(await bus.ends('things.events'));
    expect(ends.reduce((sum, end) => sum + end)).toBe(count + 1);
    expect(await viewStore.checkpoint('publisher')).toBe(await eventStore.end());
    expect(failures).toEqual([]);
    for (const store of [bus, viewStore, eventStore]) await store.close();
  });

  // As a new primary may, until it knows what a majority has.
  it('passes over nothing that its store shows a moment later', async () => {
    const eventStore = await openSqliteEventStore(':memory:');
    const viewStore = await openSqliteViewStore(':memory:');
    const bus = await openSqliteEventBus(':memory:');
    for (const i of range(3)) await eventStore.append(commitOf(`str_${i}`));
    const shown = [0, 2];
    const lagging: EventStore = {
      ...eventStore,
      readCommits: async (after, limit) =>
        (await eventStore.readCommits(after, limit)).slice(0, shown.shift() ?? limit),
    };

    const publisher = startPublisher({ service: 'things', eventStore: lagging, viewStore, bus, log: silent });
    await until(async () => (await publisher.lag()) === 0);
    await publisher.close();
    const ends = Object.values(await bus.ends('things.events'));
    expect(ends.reduce((sum, end) => sum + end)).toBe(3);
    for (const store of [bus, viewStore, eventStore]) await store.close();
  });
});
