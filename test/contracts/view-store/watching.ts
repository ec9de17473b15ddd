import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { ViewStore } from '../../../kernel/view-store/view-store.ts';
import { range, usePlaces, type Adapter } from '../places.ts';
import { fill, stored, things, type Thing } from './documents.ts';

/** What has just been stored is told again for this long: another writer may be late. */
const OVERLAP = 2_000;

export const watching = (adapter: Adapter<ViewStore>) => {
  const { open } = usePlaces(adapter);
  const openView = async () => {
    const store = await open();
    return { store, view: await store.open<Thing>(things) };
  };

  describe('a cache of a view', () => {
    it('is told all that was stored since an instant, in any state, and from when on to ask next', async () => {
      const { view } = await openView();
      await fill(view, [{ id: 'a' }, { id: 'b' }]);
      const first = await view.changedSince(0);
      expect(first.documents.map(({ id, writes }) => [id, writes]).sort()).toEqual([
        ['a', 1],
        ['b', 1],
      ]);
      expect((await view.changedSince(first.asOf + OVERLAP / 2)).documents).toHaveLength(2);

      await sleep(OVERLAP + 100);
      const idle = await view.changedSince(Date.now());
      expect(idle.documents).toEqual([]);
      expect(idle.asOf).toBeGreaterThan(first.asOf);
      await view.store([stored({ id: 'b', rank: 2 }, { writes: 1, state: 'removed' })]);
      const { documents, asOf } = await view.changedSince(idle.asOf);
      expect(documents).toEqual([stored({ id: 'b', rank: 2 }, { writes: 2, state: 'removed' })]);
      expect(asOf).toBeGreaterThanOrEqual(idle.asOf);
    });

    it('misses nothing while documents are stored at the same time', async () => {
      const { view } = await openView();
      const known = new Set<string>();
      let [since, isDone] = [0, false];
      const storing = (async () => {
        for (const i of range(40))
          await fill(
            view,
            range(50).map((j) => ({ id: `thg_${i}_${j}` })),
          );
        isDone = true;
      })();
      for (let isLast = false; !isLast;) {
        isLast = isDone;
        const { documents, asOf } = await view.changedSince(since);
        for (const { id } of documents) known.add(id);
        since = asOf;
        await sleep(1);
      }
      await storing;
      expect(known.size).toBe(2_000);
    });

    it('is called when something was stored, and not when nothing was', async () => {
      const { store, view } = await openView();
      const calls: string[] = [];
      const stop = store.onChange((name) => calls.push(name));
      await fill(view, [{ id: 'a' }]);
      expect(calls).toEqual([things.name]);
      await view.store([stored({ id: 'a' })]);
      await view.store([], { name: 'things/tail', position: 1 });
      expect(calls).toHaveLength(1);
      stop();
      await fill(view, [{ id: 'b' }]);
      expect(calls).toHaveLength(1);
    });
  });

  describe('a scan', () => {
    it('gives every document once, by id, in pages', async () => {
      const { view } = await openView();
      const states = ['live', 'stub', 'removed'] as const;
      await view.store(range(25).map((i) => stored({ id: `thg_${i}` }, { state: states[i % 3]! })));
      const seen: string[] = [];
      for (let afterId = ''; ; afterId = seen.at(-1)!) {
        const page = await view.scan(afterId, 10);
        seen.push(...page.map(({ id }) => id));
        if (page.length < 10) break;
      }
      expect(seen).toEqual(
        range(25)
          .map((i) => `thg_${i}`)
          .sort(),
      );
    });
  });
};
