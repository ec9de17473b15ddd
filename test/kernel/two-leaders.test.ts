import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { ManualClock } from '../../kernel/clock.ts';
import type { Delivered } from '../../kernel/event-bus/event-bus.ts';
import type { Subgraph } from '../../kernel/host.ts';
import { createIds } from '../../kernel/ids.ts';
import { runAll, type Running } from '../../roles/run-all.ts';
import { replayableViews, replayView } from '../../roles/rebuild.ts';
import { mongoUrl } from '../contracts/servers.ts';
import { range, until } from '../contracts/places.ts';
import { add, asking, note, open } from './toys/asking.ts';
import { sharedDatabases, sharedFolder, type Shared } from './toys/leaders.ts';
import { boardsOf, countersSubgraph, REMIND_AT } from './toys/services.ts';

const { service, worker } = countersSubgraph;
type Means = { send(asked: object): Promise<void> };
type Told = { stream: string; data: { boardId: string } };

const since = '2026-01-01T00:00:00.000Z';
/** Every note of a counter adds 100 to it, and a board greets every counter. */
const hundred = (event: Told, { send }: Means) => send(add(event.stream, 100));
const greet = ({ stream, data: { boardId } }: Told, { send }: Means) =>
  send({ type: 'Greet', data: { boardId, counterId: stream } });
const subgraphs = {
  counters: {
    service,
    worker: { ...worker, reactions: { hundred: { since, on: { CounterNoted: hundred } } } },
  },
  boards: boardsOf({ greet: { since, on: { CounterOpened: greet } } }),
} as unknown as Record<string, Subgraph>;

const quiet = { info() {}, warn() {}, error() {} };
let shared: Shared;
let leaders: Running[];
let clock: ManualClock;
beforeEach(() => void (clock = new ManualClock('2026-01-15T12:00:00.000Z')));
afterEach(async () => {
  for (const { workers } of leaders) await Promise.all(workers.map((one) => one.close()));
  await shared.infrastructure.close();
  await shared.discard();
});

/** Both believe that they hold the lease; one is late with all that it publishes. */
const start = async (opened: Shared) => {
  shared = opened;
  const { infrastructure } = opened;
  const { bus } = infrastructure;
  const late = {
    ...bus,
    publish: (...sent: Parameters<typeof bus.publish>) => sleep(60).then(() => bus.publish(...sent)),
  };
  const ground = { clock, ids: createIds(clock), log: quiet, build: 'test' };
  leaders = [];
  for (const bus of [infrastructure.bus, late]) {
    const stands = { ...ground, infrastructure: { ...infrastructure, bus }, registry: new Registry() };
    leaders.push(await runAll(stands, subgraphs, [randomBytes(32)]));
  }
  return leaders.map(({ hosted }) => asking(hosted['counters']!.handleCommand));
};
const hostedOf = (name: string) => leaders[0]!.hosted[name]!;
const settled = () =>
  until(async () =>
    (await Promise.all(leaders.map(({ lag }) => lag()))).every((lag) => Object.keys(lag).length === 0),
  );

const publishedBy = async (service: string, count: number) => {
  const seen: Delivered[] = [];
  const handle = async (messages: Delivered[]) => void seen.push(...messages);
  const topics = [`${service}.events`];
  const reader = await shared.infrastructure.bus.subscribe({ topics, group: 'reader', handle });
  await until(() => new Set(seen.map(({ headers }) => headers['position'])).size >= count);
  await reader.close();
  return seen;
};

/** The positions of a partition, each where it came first. */
const firstsOf = (seen: Delivered[], partition: number) => [
  ...new Set(
    seen.filter((one) => one.partition === partition).map(({ headers }) => Number(headers['position'])),
  ),
];

const stores: [string, () => Promise<Shared>][] = [['SQLite', sharedFolder]];
if (mongoUrl) stores.push(['MongoDB', () => sharedDatabases(mongoUrl!)]);

describe.each(stores)('two holders of the lease on %s', (_, openShared) => {
  it('lose nothing, do nothing twice, and publish each stream in order', async () => {
    const [ask, askOther] = (await start(await openShared())) as [
      ReturnType<typeof asking>,
      ReturnType<typeof asking>,
    ];
    for (const i of range(20)) await (i % 2 ? ask : askOther)(open(`c${i}`, `b${i % 3}`));
    for (const round of range(4))
      await Promise.all(
        range(10).map((i) =>
          ((i + round) % 2 ? ask : askOther)(round === 0 ? note(`c${i}`) : add(`c${i}`, 1)),
        ),
      );
    await settled();
    clock.moveTo(REMIND_AT);
    await Promise.all(leaders.map(({ fireTimers }) => fireTimers()));
    await settled();

    const log = await hostedOf('counters').host.eventStore.readAll(0, 10_000);
    const countOf = (type: string) => log.filter((event) => event.type === type).length;
    expect([countOf('CounterNoted'), countOf('CounterReminded')]).toEqual([10, 10]);
    expect(countOf('Added')).toBe(30 + 10); // one for each note

    const seen = await publishedBy('counters', log.length);
    for (const partition of range(12)) {
      const firsts = firstsOf(seen, partition);
      expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
    }
    for (const name of ['counters', 'boards'])
      for (const fed of replayableViews(hostedOf(name)))
        expect(await replayView(hostedOf(name), fed)).toMatchObject({ differing: [], replaced: true });
    expect(await hostedOf('boards').host.eventStore.readAll(0, 1_000)).toHaveLength(20); // each greeted once
  }, 60_000);
});
