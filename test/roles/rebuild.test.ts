import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { viewDefinition } from '../../kernel/projection.ts';
import { replayableViews, replayView, type Replayed } from '../../roles/rebuild.ts';
import type { Stored } from '../../kernel/view-store/view-store.ts';
import { range } from '../contracts/places.ts';
import { add, close, note, open } from '../kernel/toys/asking.ts';
import { BREAKS } from '../kernel/toys/counters.ts';
import { recorded } from '../recorded.ts';
import { contentsOf, runToys, type Toys } from '../kernel/toys/running.ts';

let toys: Toys;
const quiet = { info() {}, warn() {}, error() {} };
beforeEach(async () => void (toys = await runToys({ log: quiet })));
afterEach(() => toys.close());

const fedOf = (service: string, view: string) =>
  replayableViews(toys.hosted[service]!).find(({ projection }) => projection.view === view)!;
const replay = (service: string, view: string): Promise<Replayed> =>
  replayView(toys.hosted[service]!, fedOf(service, view));
const liveOf = (service: string, view: string) =>
  toys.hosted[service]!.stores.viewStore.open(viewDefinition(fedOf(service, view).projection));
/** What two builds of one history agree in: where a stream's duplicates fell in its batches does not matter. */
const bodiesOf = async (service: string, view: string) =>
  (await contentsOf(await liveOf(service, view))).map(({ id, body, state, revision }) => ({
    id,
    body,
    state,
    revision,
  }));

/** Twelve counters on three boards; one is closed, one is broken, one has a note as its last event. */
const live = async () => {
  for (const i of range(12)) await toys.ask(open(`c${i}`, `b${i % 3}`));
  for (const i of range(60)) await toys.ask(add(`c${i % 12}`, 1, i + 1));
  await toys.ask(close('c3'));
  await toys.ask(add('c4', BREAKS));
  await toys.ask(note('c5'));
  await toys.settled();
};
/** Of each method of an object the first call is not answered, and told of. */
const withFirstCallsUnanswered =
  (unanswered: string[]) =>
  <T extends object>(one: T): T => {
    const asked = new Set<string>();
    const ask = (name: string, call: () => unknown) => {
      if (asked.has(name)) return call();
      asked.add(name);
      unanswered.push(name);
      return Promise.reject(new UnavailableError(`${name} was not answered.`));
    };
    return new Proxy(one, {
      get: (target, name: string) => {
        const found: unknown = Reflect.get(target, name);
        return typeof found === 'function'
          ? (...given: unknown[]) => ask(name, () => Reflect.apply(found, target, given))
          : found;
      },
    });
  };
const EVENTS = 12 + 60 * 2 + 3;

describe('a view that equals its replay', () => {
  it.each([
    ['counters', 'counters', 12],
    ['counters', 'timers', 12],
    ['boards', 'boards', 3],
  ])('%s.%s is replaced by it, and stays what it was', async (service, view, documents) => {
    await live();
    const before = await bodiesOf(service, view);
    expect(await replay(service, view)).toEqual({
      view: `${service}.${view}`,
      events: EVENTS,
      documents,
      differing: [],
      replaced: true,
      seconds: expect.any(Number),
    });
    expect(await bodiesOf(service, view)).toEqual(before);
  });

  it('goes on from there: what comes later is applied once', async () => {
    await live();
    for (const [service, view] of [
      ['counters', 'counters'],
      ['boards', 'boards'],
    ] as const)
      expect(await replay(service, view)).toMatchObject({ replaced: true });
    const total = async (service: string, view: string, id: string) =>
      ((await (await liveOf(service, view)).get([id]))[0] as unknown as { total: number }).total;
    const before = [await total('counters', 'counters', 'c1'), await total('boards', 'boards', 'b1')];
    await toys.ask(add('c1', 1_000));
    await toys.settled();
    const after = [await total('counters', 'counters', 'c1'), await total('boards', 'boards', 'b1')];
    expect(after).toEqual(before.map((sum) => sum + 1_000));
  });

  it('is replaced although each step goes unanswered once', async () => {
    await live();
    const hosted = toys.hosted['counters']!;
    const unanswered: string[] = [];
    const slow = withFirstCallsUnanswered(unanswered);
    const { eventStore, viewStore } = hosted.stores;
    const open: typeof viewStore.open = async (definition) => slow(await viewStore.open(definition));
    const stores = { ...hosted.stores, viewStore: slow({ ...viewStore, open }) };
    const host = { ...hosted.host, eventStore: slow(eventStore) };
    expect(await replayView({ ...hosted, stores, host }, fedOf('counters', 'counters'))).toMatchObject({
      events: EVENTS,
      documents: 12,
      differing: [],
      replaced: true,
    });
    expect(new Set(unanswered)).toEqual(
      new Set(['drop', 'open', 'readAll', 'load', 'store', 'scan', 'fingerprint', 'replace']),
    );
  }, 30_000);

  it('leaves nothing behind, and may be replayed again', async () => {
    await live();
    const { viewStore } = toys.hosted['boards']!.stores;
    const views = await viewStore.views();
    for (const _ of range(2)) expect(await replay('boards', 'boards')).toMatchObject({ replaced: true });
    expect(await viewStore.views()).toEqual(views);
  });

  it('of nothing at all is replaced by nothing', async () =>
    expect(await replay('boards', 'boards')).toMatchObject({ events: 0, documents: 0, replaced: true }));
});

it('a view that differs from its replay is told by its documents’ ids, and left as it is', async () => {
  await live();
  const view = await liveOf('counters', 'counters');
  const loaded = await view.load(['c6', 'c7', 'c8', 'c9']);
  const [c6, c7, c8, c9] = [...loaded.values()] as [Stored, Stored, Stored, Stored];
  const tampered: Stored[] = [
    { ...c6, body: { ...c6.body, total: 9 } as Stored['body'] },
    { ...c7, body: { id: 'c7' } },
    { ...c8, state: 'removed' },
    { ...c9, broken: true },
    { ...c9, id: 'c99', writes: 0 }, // that no event made
  ];
  expect(await view.store(tampered)).toEqual([]);
  const before = await contentsOf(view);

  const { differing, replaced } = await replay('counters', 'counters');
  expect(differing).toEqual(['c6', 'c7', 'c8', 'c9', 'c99']);
  expect(replaced).toBe(false);
  expect(await contentsOf(view)).toEqual(before);
  expect((await toys.hosted['counters']!.stores.viewStore.views()).join()).not.toContain('replay');
});

describe('while commands go on', () => {
  it.each([
    ['counters', 'counters'],
    ['boards', 'boards'],
  ])('%s.%s is replaced, and no event is lost or counted twice', async (service, view) => {
    await live();
    let isOver = false;
    const going = (async () => {
      for (let i = 0; !isOver; i += 1) {
        await toys.ask(add(`c${6 + (i % 6)}`, 1));
        await sleep(10);
      }
    })();
    const replayed = await replay(service, view);
    isOver = true;
    await going;
    expect(replayed).toMatchObject({ differing: [], replaced: true });

    await toys.settled();
    expect(await replay(service, view)).toMatchObject({ differing: [], replaced: true });
  });
});

describe('an event that a newer build has written', () => {
  it('ends a replay with its name, instead of waiting for ever', async () => {
    await live();
    const newer = recorded({ type: 'Added', data: { boardId: 'b1' } }, { schemaVersion: 9 });
    const { position, ...event } = newer;
    const message = { key: event.stream, value: JSON.stringify(event), headers: { position: `${position}` } };
    await toys.hosted['boards']!.host.bus.publish('counters.events', [message]);
    await expect(replay('boards', 'boards')).rejects.toThrow(/version 9; this build knows up to 2/);
    expect((await toys.hosted['boards']!.stores.viewStore.views()).join()).not.toContain('replay');
  });
});
