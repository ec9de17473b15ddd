import { describe, expect, it } from '@jest/globals';
import { openSqliteEventBus } from '../../kernel/event-bus/sqlite-event-bus.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { openSqliteViewStore } from '../../kernel/view-store/sqlite-view-store.ts';
import { startPublisher } from '../../kernel/publisher.ts';
import { commitOf } from '../contracts/event-store/commits.ts';
import { range, until } from '../contracts/places.ts';

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
});
