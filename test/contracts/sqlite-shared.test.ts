import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteEventBus } from '../../kernel/event-bus/sqlite-event-bus.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { openSqliteRowStore } from '../../kernel/row-store/sqlite-row-store.ts';
import { openSqliteViewStore } from '../../kernel/view-store/sqlite-view-store.ts';
import { listen, message } from './event-bus/traffic.ts';
import { commitOf, disorder, tally } from './event-store/commits.ts';
import { range, until } from './places.ts';
import { fill, stored, things, type Thing } from './view-store/documents.ts';

// A replay from the command line runs beside the live process: two connections to one file.
let folder: string;
let file: string;
let opened: { close(): Promise<void> }[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chimera-shared-'));
  file = join(folder, 'store.sqlite');
  opened = [];
});
afterEach(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true });
});

const openTwice = async <Store extends { close(): Promise<void> }>(open: (at: string) => Promise<Store>) => {
  const stores: [Store, Store] = [await open(file), await open(file)];
  opened.push(...stores);
  return stores;
};

/** Holds the file's write lock in another thread for so long; answers once it is held. */
const holdLock = async (milliseconds: number) => {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const database = new (require('node:sqlite').DatabaseSync)(workerData.file);
    database.exec('BEGIN IMMEDIATE');
    parentPort.postMessage('held');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, workerData.milliseconds);
    database.exec('COMMIT');
    database.close();`;
  const worker = new Worker(code, { eval: true, workerData: { file, milliseconds } });
  const left = new Promise((resolve) => worker.once('exit', resolve));
  await new Promise((resolve) => worker.once('message', resolve));
  return { released: () => left };
};

describe('two connections to one log', () => {
  it('race like two callers of one: a stream, a claim and a command have one winner each', async () => {
    const stores = await openTwice(openSqliteEventStore);
    const race = async (commitAt: (i: number) => ReturnType<typeof commitOf>) =>
      tally(await Promise.all(range(40).map((i) => stores[i % 2]!.append(commitAt(i)))));

    expect(await race(() => commitOf('str_a'))).toEqual({ appended: 1, conflict: 39 });
    const claims = ['username:ana'];
    expect(await race((i) => commitOf(`usr_${i}`, 0, { claims }))).toEqual({ appended: 1, claimed: 39 });
    const commandId = 'once';
    expect(await race((i) => commitOf(`str_${i}`, 0, { commandId }))).toEqual({ appended: 1, repeated: 39 });
  });

  it('number their commits as one, and each reads the other’s', async () => {
    const stores = await openTwice(openSqliteEventStore);
    for (const round of range(10))
      await Promise.all(range(20).map((i) => stores[i % 2]!.append(commitOf(`str_${round}_${i}`))));
    const [one, other] = await Promise.all(stores.map((store) => store.readAll(0, 1_000)));
    expect(one).toHaveLength(200);
    expect(disorder(one!)).toEqual([]);
    expect(other).toEqual(one);
  });
});

describe('a file that another connection writes', () => {
  it('is waited for, by appends, views and rows', async () => {
    const eventStore = await openSqliteEventStore(file);
    const viewStore = await openSqliteViewStore(file);
    const rowStore = await openSqliteRowStore(file);
    opened.push(eventStore, viewStore, rowStore);
    const view = await viewStore.open<Thing>(things);
    const rows = await rowStore.open('texts');

    for (const [i, write] of [
      async () => (await eventStore.append(commitOf('str_a'))).outcome === 'appended',
      async () => (await view.store([stored({ id: 'a' })])).length === 0,
      async () => rows.insert({ id: 'txt_1' }),
    ].entries()) {
      const lock = await holdLock(150);
      expect([i, await write()]).toEqual([i, true]);
      await lock.released();
    }
  });

  it('may still be read meanwhile, as it was before', async () => {
    const eventStore = await openSqliteEventStore(file);
    opened.push(eventStore);
    await eventStore.append(commitOf('str_a'));
    const lock = await holdLock(300);
    const started = performance.now();
    expect(await eventStore.read('str_a')).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(250);
    await lock.released();
  });
});

describe('two connections to one view', () => {
  it('have one winner for a document, and each reads the other’s', async () => {
    const stores = await openTwice(openSqliteViewStore);
    const [one, other] = await Promise.all(stores.map((store) => store.open<Thing>(things)));
    await fill(one!, [{ id: 'a', rank: 0 }]);
    const answers = await Promise.all(
      range(20).map((i) => (i % 2 ? one! : other!).store([stored({ id: 'a', rank: i }, { writes: 1 })])),
    );
    expect(answers.filter((lost) => lost.length === 0)).toHaveLength(1);
    expect(await one!.find({ first: 1 })).toEqual(await other!.find({ first: 1 }));
    expect((await other!.changedSince(0)).documents).toHaveLength(1);
    expect(await stores[0].generation()).toBe(await stores[1].generation());
  });

  it('go on when one of them puts a replayed copy in the place of the view', async () => {
    const [live, replaying] = await openTwice(openSqliteViewStore);
    const view = await live.open<Thing>(things);
    await fill(view, [{ id: 'a', owner: 'ana' }]);
    const copy = await replaying.open<Thing>({ ...things, name: `${things.name}.replay` });
    await fill(copy, [{ id: 'a', owner: 'ana' }]);

    const printed = async (name: string) => ({ name, fingerprint: await replaying.fingerprint(name) });
    expect(await replaying.replace(await printed(things.name), await printed(copy.name))).toBe(true);
    expect(await view.findEach('owner', ['ana'], { first: 5 })).toEqual([[{ id: 'a', owner: 'ana' }]]);
    const loaded = (await view.load(['a'])).get('a')!;
    expect(await view.store([{ ...loaded, body: { id: 'a', owner: 'bea' } }])).toEqual([]);
    expect(await view.find({ where: { owner: 'bea' }, first: 5 })).toHaveLength(1);
  });
});

it('two connections to one kind of row add up', async () => {
  const stores = await openTwice(openSqliteRowStore);
  const both = await Promise.all(stores.map((store) => store.open<{ id: string; n: number }>('counts')));
  await both[0]!.insert({ id: 'a', n: 0 });
  await Promise.all(range(40).map((i) => both[i % 2]!.update('a', (row) => ({ ...row, n: row.n + 1 }))));
  expect(await both[1]!.get(['a'])).toEqual([{ id: 'a', n: 40 }]);
});

it('what another connection publishes is found without being woken', async () => {
  const [here, there] = await openTwice(openSqliteEventBus);
  const { seen } = await listen(here, { topics: ['orders.events'], group: 'far' });
  await there.publish('orders.events', [message('key', 'from afar')]);
  await until(() => seen.length === 1);
  expect(seen[0]).toMatchObject({ value: 'from afar', offset: 0 });
});
