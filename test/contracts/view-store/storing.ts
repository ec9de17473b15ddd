import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { ViewStore } from '../../../kernel/view-store/view-store.ts';
import { range, usePlaces, type Adapter } from '../places.ts';
import { fill, stored, things, type Thing } from './documents.ts';

const CHECKPOINT = 'things/tail';

export const storing = (adapter: Adapter<ViewStore>) => {
  const { open } = usePlaces(adapter);
  const openView = async () => {
    const store = await open();
    return { store, view: await store.open<Thing>(things) };
  };

  describe('a document', () => {
    it('is loaded as it was stored, once more written', async () => {
      const { view } = await openView();
      const body = {
        id: 'a',
        owner: 'é 🎈 \u0000 "x"',
        rank: 0.1,
        isOpen: false,
        place: { city: null },
        tags: ['x'],
      };
      const document = stored(body, { revision: 7, applied: { 'things/tail': 7_000, 'users/3': 12_001 } });
      await view.store([document]);
      expect([...(await view.load(['a', 'none']))]).toStrictEqual([['a', { ...document, writes: 1 }]]);

      const next = { ...document, body: { id: 'a' }, broken: true, revision: 8, writes: 1 };
      await view.store([next]);
      expect((await view.load(['a'])).get('a')).toStrictEqual({ ...next, writes: 2 });
    });

    it.each(['stub', 'removed'] as const)('is loaded and scanned, but read by nobody: %s', async (state) => {
      const { view } = await openView();
      await view.store([stored({ id: 'a', owner: 'ana' }, { state }), stored({ id: 'b', owner: 'ana' })]);

      expect((await view.load(['a'])).get('a')).toMatchObject({ state });
      expect((await view.scan('', 10)).map(({ id }) => id)).toEqual(['a', 'b']);
      expect(await view.get(['a', 'b'])).toEqual([null, { id: 'b', owner: 'ana' }]);
      expect(await view.find({ first: 10 })).toEqual([{ id: 'b', owner: 'ana' }]);
      expect(await view.findEach('owner', ['ana'], { first: 10 })).toEqual([[{ id: 'b', owner: 'ana' }]]);
      expect(await view.count(undefined, 10)).toBe(1);
      expect(await view.countEach('owner', ['ana'], undefined, 10)).toEqual([1]);
    });

    it('that is broken is still read, with its last good body', async () => {
      const { view } = await openView();
      await view.store([stored({ id: 'a' }, { broken: true })]);
      expect(await view.get(['a'])).toEqual([{ id: 'a' }]);
    });

    it('of one view is not seen in another, nor in another version', async () => {
      const { store, view } = await openView();
      const other = await store.open<Thing>({ ...things, name: 'things@2-0a1b2c' });
      await fill(view, [{ id: 'a' }]);
      expect(await other.load(['a'])).toEqual(new Map());
      expect(await other.count(undefined, 10)).toBe(0);
    });
  });

  describe('a lost race', () => {
    it('leaves the document and the checkpoint as they were, and stores the others', async () => {
      const { store, view } = await openView();
      await view.store([stored({ id: 'a', rank: 1 })], { name: CHECKPOINT, position: 1_000 });
      await view.store([stored({ id: 'a', rank: 2 }, { writes: 1 })]);

      const late = [stored({ id: 'a', rank: 3 }, { writes: 1 }), stored({ id: 'b', rank: 3 })];
      expect(await view.store(late, { name: CHECKPOINT, position: 2_000 })).toEqual(['a']);
      expect((await view.load(['a'])).get('a')).toMatchObject({ body: { rank: 2 }, writes: 2 });
      expect(await view.get(['b'])).toEqual([{ id: 'b', rank: 3 }]);
      expect(await store.checkpoint(CHECKPOINT)).toBe(1_000);
    });

    it('is lost by who inserts what is there, and by who updates what is not', async () => {
      const { view } = await openView();
      await fill(view, [{ id: 'a', rank: 1 }]);
      const wrong = [stored({ id: 'a' }), stored({ id: 'b' }, { writes: 1 })];
      expect((await view.store(wrong)).sort()).toEqual(['a', 'b']);
      expect(await view.get(['a', 'b'])).toEqual([{ id: 'a', rank: 1 }, null]);
    });

    it.each([0, 1])('has one winner among 20 at once, where writes is %d', async (writes) => {
      const { view } = await openView();
      if (writes === 1) await fill(view, [{ id: 'a' }]);
      const answers = await Promise.all(
        range(20).map((rank) => view.store([stored({ id: 'a', rank }, { writes })])),
      );
      expect(answers.filter((lost) => lost.length === 0)).toHaveLength(1);
      const rank = answers.findIndex((lost) => lost.length === 0);
      expect((await view.load(['a'])).get('a')).toMatchObject({ body: { rank }, writes: writes + 1 });
    });
  });

  describe('a checkpoint', () => {
    it('is 0 at first, and each name has its own', async () => {
      const { store } = await openView();
      expect(await store.checkpoint(CHECKPOINT)).toBe(0);
      await store.saveCheckpoint({ name: CHECKPOINT, position: 5_000 });
      await store.saveCheckpoint({ name: CHECKPOINT, position: 7_001 });
      expect(await store.checkpoint(CHECKPOINT)).toBe(7_001);
      expect(await store.checkpoint('things')).toBe(0);
    });

    it('is saved with no document at all', async () => {
      const { store, view } = await openView();
      expect(await view.store([], { name: CHECKPOINT, position: 3_000 })).toEqual([]);
      expect(await store.checkpoint(CHECKPOINT)).toBe(3_000);
    });

    it('is there only when all of its documents are, however many', async () => {
      const { store, view } = await openView();
      const all = range(4_000).map((rank) => stored({ id: `thg_${rank}`, owner: 'x'.repeat(200), rank }));
      let isDone = false;
      const storing = view.store(all, { name: CHECKPOINT, position: 9_000 }).finally(() => (isDone = true));
      const seen: [number, number][] = [];
      while (!isDone) {
        const position = await store.checkpoint(CHECKPOINT);
        seen.push([position, await view.count(undefined, 10_000)]);
        await nextTurn();
      }
      expect(await storing).toEqual([]);
      for (const [position, count] of seen) if (position > 0) expect(count).toBe(4_000);
      expect(await store.checkpoint(CHECKPOINT)).toBe(9_000);
      expect(await view.count(undefined, 10_000)).toBe(4_000);
    });

    it('is not saved where one document of many is lost, wherever it stands', async () => {
      const { store, view } = await openView();
      await fill(view, [{ id: 'thg_5' }]);
      const all = range(3_000).map((i) => stored({ id: `thg_${i}` }));
      expect(await view.store(all, { name: CHECKPOINT, position: 9_000 })).toEqual(['thg_5']);
      expect(await store.checkpoint(CHECKPOINT)).toBe(0);
      expect(await view.count(undefined, 10_000)).toBe(3_000);
    });
  });
};
