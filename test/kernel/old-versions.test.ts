import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Reaction } from '../../kernel/chimera.ts';
import type { Unpositioned } from '../../kernel/event-store/event-store.ts';
import { until } from '../contracts/places.ts';
import { add, keepLog, open } from './toys/asking.ts';
import type { CounterEvent } from './toys/counters.ts';
import { runToys, type Toys } from './toys/running.ts';
import { boardsOf, countersSubgraph, type Greet } from './toys/services.ts';

let toys: Toys;
let reactedTo: unknown[];
let log: ReturnType<typeof keepLog>;
const reaction: Reaction<CounterEvent, Greet> = {
  since: '2020-01-01T00:00:00.000Z',
  on: { Added: async ({ data, schemaVersion }) => void reactedTo.push({ schemaVersion, ...data }) },
};

beforeEach(async () => {
  reactedTo = [];
  log = keepLog();
  const boards = boardsOf({ note: reaction as Reaction<CounterEvent, Greet> });
  toys = await runToys({ subgraphs: { counters: countersSubgraph, boards }, log: log.log });
});
afterEach(() => toys.close());

/** As a build of another time has stored it. Version 1 of Added had `steps`. */
const storeAdded = async (stream: string, schemaVersion: number, data: object, revision = 2) => {
  const event: Unpositioned = {
    id: `evt_${stream}`,
    type: 'Added',
    schemaVersion,
    stream,
    revision,
    at: '2025-06-01T12:00:00.000Z',
    actor: { kind: 'user', id: 'usr_1' },
    commandId: `old-${stream}`,
    correlationId: 'req_0',
    producer: { service: 'counters', build: 'another' },
    data: { counterId: stream, boardId: 'b1', ...data },
  };
  const { eventStore } = toys.hosted['counters']!.stores;
  const commit = { stream, expectedRevision: revision - 1, events: [event], commandId: event.commandId };
  expect(await eventStore.append({ ...commit, requestHash: 'hash' })).toMatchObject({ outcome: 'appended' });
};

const viewed = async (service: string, view: string, id: string) =>
  (await toys.hosted[service]!.host.views[view]!.get([id]))[0];
const page = async (id: string) => (await toys.hosted['counters']!.host.pages['counter']!.get([id]))[0];

describe('an event of version 1', () => {
  beforeEach(async () => {
    await toys.ask(open('c1'));
    await storeAdded('c1', 1, { steps: 5 });
  });

  it('has today’s shape for the own view, the page, a follower’s view and its reaction', async () => {
    expect(await page('c1')).toMatchObject({ total: 5, version: 2 });
    await toys.settled();
    expect(await viewed('counters', 'counters', 'c1')).toMatchObject({ total: 5, version: 2 });
    expect(await viewed('boards', 'boards', 'b1')).toMatchObject({ total: 5, counters: 1 });
    expect(reactedTo).toEqual([{ schemaVersion: 2, counterId: 'c1', boardId: 'b1', amount: 5 }]);
    expect(log.messages).toEqual([]);
  });

  it('has it for the decider, whose own events are of today’s version', async () => {
    const { events } = await toys.ask(add('c1', 2));
    expect(events.map(({ schemaVersion, data }) => [schemaVersion, 'amount' in data && data.amount])).toEqual(
      [
        [1, false],
        [2, 5],
        [2, 2],
      ],
    );
  });

  it('stays in the log, and goes to the bus, as it was stored', async () => {
    const { eventStore } = toys.hosted['counters']!.stores;
    const [stored] = await eventStore.read('c1', 1);
    expect(stored).toMatchObject({ schemaVersion: 1, data: { steps: 5 } });
    const published: object[] = [];
    await toys.hosted['counters']!.host.bus.subscribe({
      topics: ['counters.events'],
      group: 'test',
      handle: async (messages) =>
        void published.push(...messages.map(({ value }) => JSON.parse(value) as object)),
    });
    await until(() => published.length === 2);
    expect(published[1]).toMatchObject({ schemaVersion: 1, data: { steps: 5 } });
  });
});

describe('an event of a newer version', () => {
  it('stops what would misread it, and is told: its stream’s commands, and who follows it', async () => {
    await toys.ask(open('c1'));
    await toys.settled();
    await storeAdded('c1', 3, { amounts: [5] });
    await until(() => log.messages.length > 0);
    await expect(toys.ask(add('c1', 1))).rejects.toThrow();
    expect(await viewed('counters', 'counters', 'c1')).toMatchObject({ version: 1 });
    expect(reactedTo).toEqual([]);
    expect(Object.keys(await toys.hosted['counters']!.stores.eventStore.readAll(0, 10))).toHaveLength(2);
  });

  it('leaves the commands of other streams, and other partitions, to go on', async () => {
    await toys.ask(open('c1'));
    await toys.settled();
    await storeAdded('c1', 3, { amounts: [5] });
    // Of a dozen streams some are in each of several partitions.
    const others = Array.from({ length: 12 }, (_, i) => `other-${i}`);
    for (const id of others) await toys.ask(open(id, `brd-${id}`));
    const known = async () =>
      (await toys.hosted['boards']!.host.views['boards']!.get(others.map((id) => `brd-${id}`))).filter(
        Boolean,
      );
    await until(async () => (await known()).length >= 6);
    for (const id of others) expect(await page(id)).toMatchObject({ id });
  });
});
