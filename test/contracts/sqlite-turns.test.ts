import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { openSqliteEventBus } from '../../kernel/event-bus/sqlite-event-bus.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { openDatabase } from '../../kernel/sqlite.ts';
import { openSqliteView } from '../../kernel/view-store/sqlite-view.ts';
import { createTable } from '../../kernel/view-store/sqlite-view-writes.ts';
import { openSqliteViewStore } from '../../kernel/view-store/sqlite-view-store.ts';
import { messagesOver } from './event-bus/traffic.ts';
import { commitOf } from './event-store/commits.ts';
import { range, until } from './places.ts';
import { stored, things } from './view-store/documents.ts';

/** Counts the turns of the event loop: what others get while a worker catches up. */
const countTurns = () => {
  let [turns, isDone] = [0, false];
  const counting = (async () => {
    for (; !isDone; turns += 1) await nextTurn();
  })();
  return {
    now: () => turns,
    async stop() {
      isDone = true;
      await counting;
      return turns;
    },
  };
};

const busiest = (turns: number[]) =>
  Math.max(...[...Map.groupBy(turns, (turn) => turn).values()].map(({ length }) => length));

describe('readers do not wait for a worker that catches up', () => {
  it('tails read one page a turn, however many tails there are', async () => {
    const store = await openSqliteEventStore(':memory:');
    await Promise.all(range(200).map((i) => store.append(commitOf(`str_${i}`))));
    const turns = countTurns();
    const reads: number[] = [];
    const tail = async () => {
      for (let position = 0, length = 1; length > 0;) {
        const page = await store.readAll(position, 10);
        [position, length] = [page.at(-1)?.position ?? position, page.length];
        reads.push(turns.now());
      }
    };
    await Promise.all(range(10).map(tail));
    await turns.stop();
    expect(reads).toHaveLength(10 * 21);
    expect(busiest(reads)).toBeLessThanOrEqual(2);
    await store.close();
  });

  it('partitions are handled one batch a turn', async () => {
    const bus = await openSqliteEventBus(':memory:');
    for (const _ of range(4)) await bus.publish('orders.events', messagesOver(48, 50));
    const turns = countTurns();
    const batches: number[] = [];
    let count = 0;
    const handle = async (messages: object[]) => {
      batches.push(turns.now());
      count += messages.length;
    };
    await bus.subscribe({ topics: ['orders.events'], group: 'late', handle });
    await until(() => count === 4 * 48 * 50);
    await turns.stop();
    expect(batches.length).toBeGreaterThan(12);
    expect(busiest(batches)).toBeLessThanOrEqual(2);
    await bus.close();
  });

  it('documents are stored in slices', async () => {
    const store = await openSqliteViewStore(':memory:');
    const view = await store.open(things);
    const turns = countTurns();
    await view.store(range(10_000).map((i) => stored({ id: `thg_${i}`, owner: 'x'.repeat(500), rank: i })));
    expect(await turns.stop()).toBeGreaterThan(5);
    expect(await view.count(undefined, 20_000)).toBe(10_000);
    await store.close();
  });
});

describe('a connection', () => {
  it('keeps a bounded number of statements prepared, whatever is asked of it', () => {
    const database = openDatabase(':memory:', 'NORMAL');
    const first = database.statement('SELECT 0 AS n');
    expect(database.statement('SELECT 0 AS n')).toBe(first);
    for (const n of range(1_000)) expect(database.get(`SELECT ${n + 1} AS n`)).toEqual({ n: n + 1 });
    expect(database.statement('SELECT 0 AS n')).not.toBe(first);
    expect(database.get('SELECT 0 AS n')).toEqual({ n: 0 });
    database.close();
  });

  it('syncs for many at once, also where nothing is in its log, or it is closed meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chimera-turns-'));
    const database = openDatabase(join(folder, 'store.sqlite'), 'NORMAL');
    await database.synced();
    database.exec('CREATE TABLE numbers (n INTEGER)');
    const synced = range(100).map((n) => {
      database.run('INSERT INTO numbers VALUES (?)', n);
      return database.synced();
    });
    database.close();
    await Promise.all(synced);
    await database.synced();
    rmSync(folder, { recursive: true });
  });
});

describe('documents that are stored', () => {
  // A power cut could else take the documents and leave the offset that says that they are there.
  it('are synced where the offset is kept in another file, and not where the checkpoint is in theirs', async () => {
    const database = openDatabase(':memory:', 'NORMAL');
    database.exec(
      `${createTable(things)}; CREATE TABLE checkpoints (name TEXT PRIMARY KEY, position INTEGER)`,
    );
    const order: string[] = [];
    const synced = async () => {
      await nextTurn();
      order.push('synced');
    };
    const opened = { database: { ...database, synced }, name: things.name, onChange: () => {}, now: () => 1 };
    const view = openSqliteView(opened);

    await view.store([stored({ id: 'a' })], { name: 'things/tail', position: 1_000 });
    order.push('own log');
    await view.store([stored({ id: 'b' })]);
    order.push('bus');
    expect(order).toEqual(['own log', 'synced', 'bus']);
    database.close();
  });
});
