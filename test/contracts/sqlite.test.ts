import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteEventBus } from '../../kernel/event-bus/sqlite-event-bus.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { pageSql } from '../../kernel/view-store/sqlite-query.ts';
import type { Condition } from '../../kernel/view-store/query.ts';
import { createTable, tableOf } from '../../kernel/view-store/sqlite-view-writes.ts';
import { listen, message } from './event-bus/traffic.ts';
import { commitOf, disorder, tally } from './event-store/commits.ts';
import { range, until } from './places.ts';
import { things } from './view-store/documents.ts';

const DAY = 86_400_000;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chimera-sqlite-'));
  file = join(folder, 'store.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Through another connection, as a fault or an operator would. */
const meddle = (...statements: string[]) => {
  const database = new DatabaseSync(file);
  for (const sql of statements) database.exec(sql);
  database.close();
};

describe('the log in a file', () => {
  it('refuses more than 10,000 waiting appends at once, and keeps its word to those', async () => {
    const store = await openSqliteEventStore(file);
    const answers = range(10_000).map((i) => store.append(commitOf(`str_${i}`)));
    await expect(store.append(commitOf('str_late'))).rejects.toMatchObject({
      code: 'OVERLOADED',
      message: '10000 appends are waiting already: try again.',
    });
    expect(tally(await Promise.all(answers))).toEqual({ appended: 10_000 });
    expect(await store.append(commitOf('str_late'))).toMatchObject({ outcome: 'appended' });
    await store.close();
  });

  it('rejects all that wait for a commit that fails, stores none of it, and goes on', async () => {
    const store = await openSqliteEventStore(file);
    await store.append(commitOf('str_0'));
    meddle(`CREATE TRIGGER broken BEFORE INSERT ON commits WHEN NEW.stream = 'str_3'
      BEGIN SELECT RAISE(ABORT, 'disk is full'); END`);
    const commits = range(6).map((i) => commitOf(`str_${i}`, Number(i === 0), { claims: [`name:${i}`] }));
    const failed = await Promise.allSettled(commits.map((commit) => store.append(commit)));
    expect(failed.map(({ status }) => status)).toEqual(commits.map(() => 'rejected'));
    expect(await store.readAll(0, 10)).toHaveLength(1);
    expect(await store.holderOf('name:0')).toBeUndefined();

    meddle('DROP TRIGGER broken');
    expect(tally(await Promise.all(commits.map((commit) => store.append(commit))))).toEqual({ appended: 6 });
    expect(disorder(await store.readAll(0, 10))).toEqual([]);
    await store.close();
  });
});

describe('the bus in a file', () => {
  it('forgets presence after a day and nothing else, and its offsets count on', async () => {
    const topics = ['activity.events', 'orders.events'];
    const before = await openSqliteEventBus(file);
    for (const topic of topics)
      await before.publish(
        topic,
        range(3).map((i) => message('key', `old ${i}`)),
      );
    await before.close();
    meddle(`UPDATE messages SET stored_at = stored_at - ${DAY + 1_000} WHERE offset < 2`);

    const bus = await openSqliteEventBus(file);
    const { seen } = await listen(bus, { topics, group: 'late' });
    await bus.publish('activity.events', [message('key', 'new')]);
    await until(() => seen.length >= 5);
    const of = (topic: string) => seen.filter((one) => one.topic === topic);
    expect(of('activity.events').map(({ value, offset }) => [value, offset])).toEqual([
      ['old 2', 2],
      ['new', 3],
    ]);
    expect(of('orders.events')).toHaveLength(3);
    await bus.close();
  });

  it('is up to date where all that was left of a topic is forgotten', async () => {
    const before = await openSqliteEventBus(file);
    await before.publish('activity.events', [message('key')]);
    await before.close();
    meddle('UPDATE messages SET stored_at = 0');

    const bus = await openSqliteEventBus(file);
    const { consumer, seen } = await listen(bus, { topics: ['activity.events'], group: 'late' });
    await until(async () => Object.values(await consumer.offsets()).includes(1));
    expect(seen).toEqual([]);
    await bus.close();
  });

  it('wakes the consumers of its process at once: nobody waits for the next poll', async () => {
    const bus = await openSqliteEventBus(file);
    const { seen } = await listen(bus, { topics: ['orders.events'], group: 'fast' });
    const started = performance.now();
    for (const i of range(20)) {
      await bus.publish('orders.events', [message(`key_${i}`)]);
      await until(() => seen.length > i);
    }
    expect(performance.now() - started).toBeLessThan(20 * 100);
    await bus.close();
  });
});

describe('a page of a view in a file', () => {
  const plansOf = (query: Parameters<typeof pageSql>[1]): string => {
    const database = new DatabaseSync(':memory:');
    database.exec(createTable(things));
    const { text } = pageSql(tableOf(things.name), query);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all() as { detail: string }[];
    database.close();
    return plan.map(({ detail }) => detail).join('\n');
  };

  it.each(['asc', 'desc'] as const)(
    'is read by its index, from where it begins, unsorted: %s',
    (direction) => {
      const orderBy = { field: 'rank', direction };
      const beyond = direction === 'asc' ? '<expr>>?' : '<expr><?';
      const planOf = (where: Condition, value?: number | null) =>
        plansOf({ where, orderBy, first: 10, ...(value !== undefined && { after: { value, id: 'thg_5' } }) });

      expect(planOf({ owner: 'ana' })).toMatch(/SEARCH .*\(<expr>=\?\)/);
      expect(planOf({ owner: 'ana' }, 5)).toContain(`(<expr>=? AND ${beyond})`);
      expect(planOf({ owner: 'ana' }, null)).toContain('(<expr>=? AND <expr>=? AND id');
      expect(planOf({})).toMatch(/SCAN .* USING INDEX/);
      expect(planOf({}, 5)).toContain(`(${beyond})`);
      for (const where of [{ owner: 'ana' }, {}])
        for (const value of [undefined, 5, null])
          expect(planOf(where as Condition, value)).not.toContain('TEMP B-TREE');
    },
  );
});
