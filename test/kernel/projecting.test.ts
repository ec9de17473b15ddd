import { beforeAll, describe, expect, it } from '@jest/globals';
import { asRun } from '../../kernel/host.ts';
import type { Recorded } from '../../kernel/messages.ts';
import { createProjector } from '../../kernel/projector.ts';
import { range } from '../contracts/places.ts';
import { seeded } from '../faults/random.ts';
import { recorded } from '../recorded.ts';
import { add, close, note, open } from './toys/asking.ts';
import { boards, BREAKS, counters } from './toys/counters.ts';
import { foldAll, historyOf, live, openProjector } from './toys/histories.ts';
import { contentsOf } from './toys/running.ts';
import { countersService } from './toys/services.ts';

const page = asRun(countersService, counters);
let history: Recorded[];
beforeAll(async () => {
  history = await historyOf((ask) => live(ask));
});

/** What the view holds after these batches. */
const built = async (batches: Recorded[][], projection = page) => {
  const { store, view, projector } = await openProjector(projection);
  await foldAll(projector, batches);
  const contents = await contentsOf(view);
  await store.close();
  return contents;
};
const each = (events: Recorded[]) => events.map((event) => [event]);

it('several events in one commit are all applied', async () => {
  const events = await historyOf(async (ask) => {
    await ask(open('c1'));
    await ask(add('c1', 1, 20, 300));
  });
  for (const batches of [[events], each(events)])
    expect(await built(batches)).toMatchObject([{ revision: 4, body: { total: 321, version: 4 } }]);
});

describe('what is delivered again changes nothing', () => {
  it.each([page, boards])(
    'the same event at once, and the whole log once more: $view',
    async (projection) => {
      const once = await built([history], projection);
      expect(once.length).toBeGreaterThan(1);
      expect(await built([history, history], projection)).toEqual(once);
      expect(await built([[...history, ...history]], projection)).toEqual(once);
      expect(await built(each(history.flatMap((event) => [event, event])), projection)).toEqual(once);
    },
  );

  it.each(range(10))('three in ten again, any time later, in any batches (seed %i)', async (seed) => {
    const random = seeded(seed);
    const delivered = history.flatMap((event, i) =>
      random() < 0.3 ? [event, history[Math.floor(random() * (i + 1))]!] : [event],
    );
    const batches = [...Map.groupBy(delivered, (_, i) => Math.floor(i / (1 + seed))).values()];
    expect(await built(batches, boards)).toEqual(await built([history], boards));
  });
});

it('stored after every event, after some or at the end, it is the same', async () => {
  const { store, view, projector } = await openProjector(page);
  await projector.fold(history.slice(0, 20), { name: 'counters/tail', isOwn: true });
  await projector.fold(history.slice(20, 50), { name: 'counters/tail', isOwn: true });
  expect(await contentsOf(view)).toEqual([]); // nothing is stored before the flush
  await projector.flush('tail');
  expect(await store.checkpoint('tail')).toBe(history[49]!.position);
  await foldAll(projector, [history.slice(50)]);
  const [together, eachOne] = [await built([history]), await built(each(history))];
  expect(await contentsOf(view)).toEqual(together);
  expect(eachOne).toEqual(together);
  await store.close();
});

describe('a page', () => {
  it('has the revision of its stream as version, also after events that it does not handle', async () => {
    for (let count = 1; count <= history.length; count += 1)
      for (const { id, body, revision, state } of await built(each(history.slice(0, count)))) {
        const last = history.slice(0, count).findLast(({ stream }) => stream === id)!;
        expect(revision).toBe(last.revision);
        if (state === 'live') expect(body).toMatchObject({ version: last.revision });
      }
  });

  it('is removed by the event that ends it, and stays so', async () => {
    const events = await historyOf(async (ask) => {
      await ask(open('c1'));
      await ask(add('c1', 5));
      await ask(close('c1'));
    });
    const late = recorded({ type: 'Added', data: { counterId: 'c1', amount: 1 } }, { stream: 'c1' });
    const { store, view, projector } = await openProjector(page);
    await foldAll(projector, [events, [{ ...late, revision: 4, position: 9_000 }]]);
    expect(await view.get(['c1'])).toEqual([null]);
    expect(await contentsOf(view)).toMatchObject([{ state: 'removed', body: {}, revision: 4 }]);
    await store.close();
  });
});

describe('a document before its root event', () => {
  const added = recorded({ type: 'Added', data: { counterId: 'c1', amount: 3 } }, { stream: 'elsewhere' });
  const opened = recorded(
    { type: 'CounterOpened', data: { counterId: 'c1', boardId: 'b1', name: 'ana' } },
    { stream: 'c1', revision: 1 },
  );

  it('is kept from readers, with all that it was told', async () => {
    const { store, view, projector } = await openProjector(page);
    await foldAll(projector, [[added]], 'other/3');
    expect(await view.get(['c1'])).toEqual([null]);
    expect(await view.find({ first: 10 })).toEqual([]);
    expect(await view.count(undefined, 10)).toBe(0);
    await foldAll(projector, [[opened]], 'counters/1');
    expect(await view.get(['c1'])).toEqual([{ id: 'c1', boardId: 'b1', name: 'ana', total: 3, version: 1 }]);
    await store.close();
  });
});

describe('a handler that throws', () => {
  it.each([1, 3, 100])(
    'breaks one document, whose readers keep the last good (batches of %i)',
    async (size) => {
      const events = await historyOf(async (ask) => {
        for (const id of ['c1', 'c2']) await ask(open(id));
        for (const amount of [5, BREAKS, 7])
          for (const id of ['c1', 'c2']) await ask(add(id, id === 'c1' ? amount : 1));
        await ask(note('c1'));
        await ask(close('c1'));
      });
      const batches = [...Map.groupBy(events, (_, i) => Math.floor(i / size)).values()];
      const { store, view, projector } = await openProjector(page);
      await foldAll(projector, batches);
      expect(await view.get(['c1', 'c2'])).toMatchObject([
        { total: 5, version: 2 },
        { total: 3, version: 4 },
      ]);
      expect(await contentsOf(view)).toMatchObject([{ broken: true, revision: 2 }, { broken: false }]);
      await store.close();
    },
  );
});

describe('projectors that race on one view', () => {
  it.each(range(8))('each other source adds its own: the sums are right (seed %i)', async (seed) => {
    const random = seeded(seed);
    const { store, view } = await openProjector(boards);
    const log = { info() {}, warn() {}, error() {} };
    const race = async (name: string) => {
      for (let at = 0; at < history.length;) {
        const size = 1 + Math.floor(random() * 9);
        const projector = createProjector({ projection: boards, view, log });
        await projector.fold(history.slice(at, at + size), { name, isOwn: false });
        for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) await null;
        await projector.flush();
        at += size;
      }
    };
    await Promise.all(range(5).map((i) => race(`counters/${i}`)));
    for (const { id, body } of await built([history], boards)) {
      const { counters: count, total } = body as { counters: number; total: number };
      expect(await view.get([id])).toEqual([{ id, counters: 5 * count, total: 5 * total }]);
    }
    await store.close();
  });

  it('two on the same source change nothing that one would not', async () => {
    const { store, view } = await openProjector(page);
    const log = { info() {}, warn() {}, error() {} };
    const both = range(2).map(() => createProjector({ projection: page, view, log }));
    await Promise.all(both.map((projector, i) => foldAll(projector, i === 0 ? [history] : each(history))));
    expect(await contentsOf(view)).toEqual(await built([history]));
    await store.close();
  });
});
