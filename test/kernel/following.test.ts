import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BusMessage } from '../../kernel/event-bus/event-bus.ts';
import { PUBLISHED } from '../../kernel/publisher.ts';
import type { Infrastructure } from '../../kernel/infrastructure.ts';
import type { ViewStore } from '../../kernel/view-store/view-store.ts';
import { range, until } from '../contracts/places.ts';
import { recorded } from '../recorded.ts';
import { add, keepLog, open } from './toys/asking.ts';
import { upcasts, type BoardView } from './toys/counters.ts';
import { live } from './toys/histories.ts';
import { contentsOf, runToys, withStores, type Toys } from './toys/running.ts';
import { boardsOf, countersSubgraph } from './toys/services.ts';

const TOPIC = 'counters.events';
let folder: string;
let toys: Toys | undefined;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'chimera-following-'))));
afterEach(async () => {
  await toys?.close();
  toys = undefined;
  await rm(folder, { recursive: true });
});

const board = async (id = 'b1') =>
  (await toys!.hosted['boards']!.host.views['boards']!.get([id]))[0] as BoardView | null;
const publish = (...messages: BusMessage[]) => toys!.hosted['boards']!.host.bus.publish(TOPIC, messages);
const published = async () =>
  Object.values(await toys!.hosted['boards']!.host.bus.ends(TOPIC)).reduce((sum, end) => sum + end, 0);

/** The n-th call dies, before or after it took effect. */
const mortal = <A extends unknown[]>(call: (...args: A) => Promise<void>, at: number, when: string) => {
  let made = 0;
  return async (...args: A) => {
    made += 1;
    if (made !== at || when === 'after') await call(...args);
    if (made === at) throw new Error('It died.');
  };
};

describe('a publisher that dies', () => {
  const lived = async (wrap: (infrastructure: Infrastructure) => Infrastructure) => {
    const { log, messages } = keepLog();
    toys = await runToys({ log, wrap });
    for (const seed of [1, 2, 3]) {
      await live(toys.ask, seed, 5);
      await toys.settled();
    }
    const [events, sent] = [
      await toys.hosted['counters']!.host.eventStore.readAll(0, 9_999),
      await published(),
    ];
    const { boards } = toys.hosted['boards']!.host.views;
    const contents = await contentsOf(boards!);
    await toys.close();
    toys = undefined;
    return { contents, again: sent - events.length, deaths: messages.length };
  };

  const checkpoints = (at: number, when: string) => (infrastructure: Infrastructure) =>
    withStores(infrastructure, 'counters', (stores) => {
      const { saveCheckpoint } = stores.viewStore;
      const save = mortal(saveCheckpoint, at, when);
      const viewStore: ViewStore = {
        ...stores.viewStore,
        saveCheckpoint: (checkpoint) => (checkpoint.name === PUBLISHED ? save : saveCheckpoint)(checkpoint),
      };
      return { ...stores, viewStore };
    });
  const acknowledgements = (at: number, when: string) => (infrastructure: Infrastructure) => {
    const { bus } = infrastructure;
    return { ...infrastructure, bus: { ...bus, publish: mortal(bus.publish, at, when) } };
  };

  it.each([
    { name: 'its checkpoint', when: 'before', wrapped: checkpoints, isSentAgain: true },
    { name: 'its checkpoint', when: 'after', wrapped: checkpoints, isSentAgain: false },
    { name: 'the acknowledgement', when: 'before', wrapped: acknowledgements, isSentAgain: false },
    { name: 'the acknowledgement', when: 'after', wrapped: acknowledgements, isSentAgain: true },
  ])('$when $name may send again, and changes nothing', async ({ when, wrapped, isSentAgain }) => {
    const unharmed = await lived((infrastructure) => infrastructure);
    expect(unharmed).toMatchObject({ again: 0, deaths: 0 });
    for (const at of [1, 2, 3]) {
      const { contents, again, deaths } = await lived(wrapped(at, when));
      expect(contents).toEqual(unharmed.contents);
      expect([again > 0, deaths]).toEqual([isSentAgain, 1]);
    }
  });
});

const opened = (position: number, more: object = {}) =>
  recorded(
    { type: 'CounterOpened', data: { counterId: 'c1', boardId: 'b1', name: 'ana' } },
    { stream: 'c1', position, ...more },
  );
const messageOf = (event: object, headers: BusMessage['headers'] = { position: '1000' }): BusMessage => ({
  key: 'c1',
  value: JSON.stringify(event),
  headers,
});

describe('bytes that are no event', () => {
  const notEvents: BusMessage[] = [
    { key: 'c1', value: '{', headers: { position: '1000' } },
    ...['', 'x', '1.5', '-1'].map((position) => messageOf(opened(1_000), { position })),
    messageOf(opened(1_000), {}),
    ...[null, [], 'text', 7, {}].map((value) => messageOf(value as object)),
    ...['id', 'type', 'stream', 'at', 'data', 'revision', 'schemaVersion'].flatMap((field) => [
      messageOf({ ...opened(1_000), [field]: undefined }),
      messageOf({ ...opened(1_000), [field]: null }),
    ]),
    messageOf({ ...opened(1_000), data: 'text' }),
    messageOf({ ...opened(1_000), schemaVersion: 0 }),
  ];

  it('are recorded and passed over', async () => {
    const { log, messages } = keepLog();
    toys = await runToys({ log });
    await publish(...notEvents, messageOf(opened(2_000), { position: '2000' }));
    await toys.settled();
    expect(await board()).toMatchObject({ counters: 1 });
    const skipped = await toys.hosted['boards']!.stores.rows.open('skipped');
    expect(await skipped.all()).toHaveLength(notEvents.length);
    expect((await skipped.all())[0]).toMatchObject({ topic: TOPIC, offset: 0, error: expect.any(String) });
    expect(messages).toEqual(notEvents.map(() => 'Bytes that are no event were skipped.'));
  });
});

describe('an event of a newer build', () => {
  it('stops its partition, and only that, until a newer build follows', async () => {
    const { log, messages } = keepLog();
    toys = await runToys({ log, folder });
    const partitions = new Map<string, number>();
    const spy = await toys.hosted['boards']!.host.bus.subscribe({
      topics: [TOPIC],
      group: 'spy',
      handle: async (sent) => sent.forEach(({ key, partition }) => partitions.set(key, partition)),
    });
    for (const i of range(20)) await toys.ask(open(`c${i}`, `b${i}`));
    await toys.settled();
    await until(() => partitions.size === 20);
    await spy.close();
    const isStopped = (i: number) => partitions.get(`c${i}`) === partitions.get('c1');

    const data = { counterId: 'c1', boardId: 'b1', amount: 4 };
    const before = { ...opened(20_001), type: 'Added', schemaVersion: 2, data: { ...data, amount: 7 } };
    const newer = { ...before, schemaVersion: 3, data: { ...data, unit: 'piece' } };
    await publish(messageOf(before, { position: '20001' }), messageOf(newer, { position: '20002' }));
    await until(async () => messages.length > 0);
    for (const i of range(20)) await toys.ask(add(`c${i}`, 1));
    const passed = range(20).filter((i) => !isStopped(i));
    for (const i of passed)
      await until(async () => ((await board(`b${i}`)) as { total: number }).total === 1);
    expect(passed.length).toBeGreaterThan(10);
    for (const i of range(20).filter(isStopped))
      expect(await board(`b${i}`)).toMatchObject({ total: i === 1 ? 7 : 0 });
    expect(Object.keys(await toys.lag())).toEqual(['boards.boards.bus']);
    await toys.close();

    const boards = boardsOf();
    const inUnits = (data: object) => ({ ...data, unit: 'piece' });
    boards.worker.follows['counters']!.upcasts = { Added: [...upcasts.Added!, inUnits] as never };
    toys = await runToys({ folder, subgraphs: { counters: countersSubgraph, boards } });
    await toys.settled();
    expect(await board()).toMatchObject({ total: 12 });
  });
});
