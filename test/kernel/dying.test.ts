import { describe, expect, it } from '@jest/globals';
import { viewDefinition } from '../../kernel/projection.ts';
import type { Document, View } from '../../kernel/view-store/view-store.ts';
import { hostService } from '../../kernel/host.ts';
import type { Stores } from '../../kernel/infrastructure.ts';
import { runWorker } from '../../kernel/run-worker.ts';
import { range, until } from '../contracts/places.ts';
import { add, asking, keepLog, open } from './toys/asking.ts';
import { boards, counters, timers } from './toys/counters.ts';
import { live } from './toys/histories.ts';
import { contentsOf, openGround, runToys, withStores, withViews } from './toys/running.ts';
import { countersSubgraph } from './toys/services.ts';

/** `at`: which call of a view, from 0. It dies before or after it took effect, or with half of it stored. */
type Death = { at: number; when: 'before' | 'half' | 'after' };
type Calls = { made: number };

const mortal = (view: View, death: Death, calls: Calls): View => {
  const call = async <T>(work: () => Promise<T>, half: () => Promise<unknown>): Promise<T> => {
    calls.made += 1;
    if (calls.made !== death.at + 1) return work();
    if (death.when === 'half') await half();
    if (death.when === 'after') await work();
    throw new Error('It died.');
  };
  return {
    ...view,
    load: (ids) =>
      call(
        () => view.load(ids),
        async () => {},
      ),
    store: (documents, checkpoint) =>
      call(
        () => view.store(documents, checkpoint),
        () => view.store(documents.slice(0, documents.length / 2)),
      ),
  };
};

const NEVER = { at: -1, when: 'before' } as const;

/** Both services live in two waves; answers all views, and how often they were called. */
const liveWith = async (service: string, death: Death) => {
  const calls = { made: 0 };
  const { log, messages } = keepLog();
  const toys = await runToys({
    log,
    wrap: (infrastructure) =>
      withStores(infrastructure, service, (stores) =>
        withViews(stores, (view) => mortal(view, death, calls)),
      ),
  });
  for (const seed of [1, 2]) {
    await live(toys.ask, seed, 8);
    await toys.settled();
  }
  const { viewStore } = toys.hosted[service]!.stores;
  const views: object = {};
  for (const name of (await viewStore.views()).sort())
    Object.assign(views, { [name]: await contentsOf(await viewStore.open<Document>({ name, indexes: [] })) });
  await toys.close();
  return { views, calls: calls.made, messages };
};

describe.each([
  { service: 'counters', projections: [counters, timers] },
  { service: 'boards', projections: [boards] },
])('a batch of $service that dies at any step', ({ service, projections }) => {
  it.each([
    { when: 'before', effect: 'before it took effect' },
    { when: 'half', effect: 'with half of it stored' },
    { when: 'after', effect: 'after it took effect' },
  ] as const)('$effect ends in the same view', async ({ when }) => {
    const unharmed = await liveWith(service, NEVER);
    expect(unharmed.messages).toEqual([]);
    expect(Object.keys(unharmed.views)).toEqual(
      projections.map((projection) => viewDefinition(projection as never).name).sort(),
    );
    const deaths = range(unharmed.calls).map((at) => liveWith(service, { at, when }));
    for (const { views, messages } of await Promise.all(deaths)) {
      expect(views).toEqual(unharmed.views);
      expect(messages.length).toBeLessThanOrEqual(1);
    }
  });
});

/** A long log stands there when its worker starts: many pages are folded, and stored at the end. */
const catchUpWith = async (death: Death) => {
  const [calls, { log, messages }] = [{ made: 0 }, keepLog()];
  const mortally = (stores: Stores) => withViews(stores, (view) => mortal(view, death, calls));
  const ground = await openGround({ log, wrap: (all) => withStores(all, 'counters', mortally) });
  const { service, worker } = countersSubgraph;
  const { timers: _, ...withoutTimers } = worker;
  const hosted = await hostService(ground, { service, worker: withoutTimers });
  const ask = asking(hosted.handleCommand);
  for (const i of range(4)) {
    await ask(open(`c${i}`));
    await ask(add(`c${i}`, ...range(999).map(() => 1 + i)));
  }
  const running = await runWorker(hosted);
  await until(async () => Object.keys(await running.lag()).length === 0);
  await running.close();
  const contents = await contentsOf(hosted.host.views['counters']!);
  await ground.infrastructure.close();
  return { contents, calls: calls.made, messages };
};

it('many pages that are stored at once die at any step', async () => {
  const unharmed = await catchUpWith(NEVER);
  expect(unharmed.contents).toMatchObject(range(4).map((i) => ({ body: { total: 999 * (1 + i) } })));
  expect(unharmed.calls).toBe(5); // the documents of each page, and one store for all
  for (const when of ['before', 'half', 'after'] as const)
    for (const { contents, messages } of await Promise.all(
      range(unharmed.calls).map((at) => catchUpWith({ at, when })),
    )) {
      expect(contents).toEqual(unharmed.contents);
      expect(messages).toHaveLength(1);
    }
});
