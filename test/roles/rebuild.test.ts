import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { replayView } from '../../roles/rebuild.ts';
import { range } from '../contracts/places.ts';
import { add } from '../kernel/toys/asking.ts';
import { recorded } from '../recorded.ts';
import { EVENTS, useToys } from './rebuilding.ts';

const { toys, fedOf, liveOf, replay, bodiesOf, live } = useToys();

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
    await toys().ask(add('c1', 1_000));
    await toys().settled();
    const after = [await total('counters', 'counters', 'c1'), await total('boards', 'boards', 'b1')];
    expect(after).toEqual(before.map((sum) => sum + 1_000));
  });

  it('is replaced although each step goes unanswered once', async () => {
    await live();
    const hosted = toys().hosted['counters']!;
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
    const { viewStore } = toys().hosted['boards']!.stores;
    const views = await viewStore.views();
    for (const _ of range(2)) expect(await replay('boards', 'boards')).toMatchObject({ replaced: true });
    expect(await viewStore.views()).toEqual(views);
  });

  it('of nothing at all is replaced by nothing', async () =>
    expect(await replay('boards', 'boards')).toMatchObject({ events: 0, documents: 0, replaced: true }));
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
        await toys().ask(add(`c${6 + (i % 6)}`, 1));
        await sleep(10);
      }
    })();
    const replayed = await replay(service, view);
    isOver = true;
    await going;
    expect(replayed).toMatchObject({ differing: [], replaced: true });

    await toys().settled();
    expect(await replay(service, view)).toMatchObject({ differing: [], replaced: true });
  });
});

describe('an event that a newer build has written', () => {
  it('ends a replay with its name, instead of waiting for ever', async () => {
    await live();
    const newer = recorded({ type: 'Added', data: { boardId: 'b1' } }, { schemaVersion: 9 });
    const { position, ...event } = newer;
    const message = { key: event.stream, value: JSON.stringify(event), headers: { position: `${position}` } };
    await toys().hosted['boards']!.host.bus.publish('counters.events', [message]);
    await expect(replay('boards', 'boards')).rejects.toThrow(/version 9; this build knows up to 2/);
    expect((await toys().hosted['boards']!.stores.viewStore.views()).join()).not.toContain('replay');
  });
});
