import { describe, expect, it } from '@jest/globals';
import type { ViewStore } from '../../../kernel/view-store/view-store.ts';
import { usePlaces, type Adapter } from '../places.ts';
import { fill, stored, things, type Thing } from './documents.ts';

export const replacing = (adapter: Adapter<ViewStore>) => {
  const { open, reopen } = usePlaces(adapter);
  const copyName = `${things.name}.replay`;

  const openBoth = async () => {
    const store = await open();
    const live = await store.open<Thing>(things);
    const copy = await store.open<Thing>({ ...things, name: copyName });
    await fill(live, [{ id: 'a', owner: 'ana' }]);
    await fill(copy, [
      { id: 'a', owner: 'bea' },
      { id: 'b', owner: 'bea' },
    ]);
    return { store, live, copy };
  };
  const printed = async (store: ViewStore, name: string) => ({
    name,
    fingerprint: await store.fingerprint(name),
  });
  const replace = async (store: ViewStore) =>
    store.replace(await printed(store, things.name), await printed(store, copyName));

  describe('a fingerprint', () => {
    it('changes with every write, and with nothing else', async () => {
      const { store, live } = await openBoth();
      const seen = [await store.fingerprint(things.name)];
      await live.store([stored({ id: 'a' }, { writes: 1 })]);
      seen.push(await store.fingerprint(things.name));
      await fill(live, [{ id: 'b' }]);
      seen.push(await store.fingerprint(things.name));
      await live.store([stored({ id: 'b' }, { writes: 7 })]); // lost
      await live.find({ first: 10 });
      expect(new Set([...seen, await store.fingerprint(things.name)]).size).toBe(3);
    });
  });

  describe('a replacement', () => {
    it('takes the place at once, also for who has the view open, and leaves the copy as it was', async () => {
      const { store, live, copy } = await openBoth();
      const asOf = Date.now();
      expect(await replace(store)).toBe(true);
      expect(await live.find({ where: { owner: 'bea' }, first: 10 })).toHaveLength(2);
      expect(await live.find({ where: { owner: 'ana' }, first: 10 })).toEqual([]);
      expect(await copy.find({ where: { owner: 'bea' }, first: 10 })).toHaveLength(2);
      const { documents } = await live.changedSince(asOf);
      expect(documents.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    });

    it('leaves everything as it was where the view has been written meanwhile', async () => {
      const { store, live } = await openBoth();
      const [before, copy] = [await printed(store, things.name), await printed(store, copyName)];
      await live.store([stored({ id: 'a', owner: 'cyd' }, { writes: 1 })]);
      expect(await store.replace(before, copy)).toBe(false);
      expect(await live.find({ first: 10 })).toEqual([{ id: 'a', owner: 'cyd' }]);
      expect((await store.views()).sort()).toEqual([things.name, copyName]);
    });

    it('deletes nothing where the copy is another one by now', async () => {
      const { store, live, copy } = await openBoth();
      const [before, printedCopy] = [await printed(store, things.name), await printed(store, copyName)];
      await store.drop(copyName);
      await store.open<Thing>({ ...things, name: copyName });
      expect(await store.replace(before, printedCopy)).toBe(false);
      expect(await live.find({ first: 10 })).toEqual([{ id: 'a', owner: 'ana' }]);
      await fill(copy, [{ id: 'b', owner: 'cyd' }]); // somebody begins to fill it again
      expect(await store.replace(before, printedCopy)).toBe(false);
      expect(await live.count({ owner: 'ana' }, 10)).toBe(1);
    });

    it('is not written over by who has loaded what was there before', async () => {
      const { store, live } = await openBoth();
      const loaded = (await live.load(['a'])).get('a')!;
      expect(await replace(store)).toBe(true);
      expect(await live.store([{ ...loaded, body: { id: 'a', owner: 'old' } }])).toEqual(['a']);
      expect(await live.get(['a'])).toEqual([{ id: 'a', owner: 'bea' }]);
    });

    it('is written on as any view, and may be replaced again', async () => {
      const { store, live } = await openBoth();
      await replace(store);
      const loaded = (await live.load(['a'])).get('a')!;
      expect(await live.store([{ ...loaded, body: { id: 'a', owner: 'dan' } }])).toEqual([]);
      await store.drop(copyName);
      const copy = await store.open<Thing>({ ...things, name: copyName });
      expect(await copy.count(undefined, 10)).toBe(0);
      await fill(copy, [{ id: 'z', owner: 'eve' }]);
      expect(await replace(store)).toBe(true);
      expect(await live.find({ first: 10 })).toEqual([{ id: 'z', owner: 'eve' }]);
    });
  });

  describe('a collection', () => {
    it('is listed until it is dropped, and is empty when it is opened again', async () => {
      const { store } = await openBoth();
      expect((await store.views()).sort()).toEqual([things.name, copyName]);
      await store.drop(copyName);
      await store.drop('never@1-000000');
      expect(await store.views()).toEqual([things.name]);
      expect(await (await store.open<Thing>({ ...things, name: copyName })).count(undefined, 10)).toBe(0);
    });

    it('is opened twice without harm, and with an index more', async () => {
      const { store, live } = await openBoth();
      const again = await store.open<Thing>({ ...things, indexes: [...things.indexes, ['tags', 'rank']] });
      expect(await again.find({ first: 10 })).toEqual(await live.find({ first: 10 }));
    });
  });

  describe('the generation', () => {
    it('is made once with the store, and another in each store', async () => {
      const stores = [await open(), await open()];
      const [one, other] = await Promise.all(stores.map((store) => store.generation()));
      expect(one).toMatch(/^\w{8,}$/);
      expect(one).not.toBe(other);
      expect(await stores[0]!.generation()).toBe(one);
    });
  });

  if (!adapter.isDurable) return;
  describe('a store opened again', () => {
    it('has its documents, checkpoints and generation', async () => {
      const { store, live } = await openBoth();
      const loaded = (await live.load(['a'])).get('a')!;
      await live.store([loaded], { name: 'things/tail', position: 4_002 });
      const generation = await store.generation();

      const again = await reopen(store);
      const view = await again.open<Thing>(things);
      expect((await view.load(['a'])).get('a')).toEqual({ ...loaded, writes: 2 });
      expect(await view.findEach('owner', ['ana'], { first: 1 })).toEqual([[{ id: 'a', owner: 'ana' }]]);
      expect(await again.checkpoint('things/tail')).toBe(4_002);
      expect(await again.generation()).toBe(generation);
    });
  });
};
