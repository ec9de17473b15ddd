import { expect, it } from '@jest/globals';
import { openMongoViewStore } from '../../kernel/view-store/mongo-view-store.ts';
import type { ViewDocument } from '../../kernel/view-store/mongo-query.ts';
import { replaceAll } from '../../kernel/view-store/mongo-replace.ts';
import { usePlaces } from './places.ts';
import { onMongo, withMongo } from './servers.ts';
import { stored, things, type Thing } from './view-store/documents.ts';

// There is no step in which a collection takes another's place and nobody writes: each document is guarded.
withMongo('a view that is replaced while it is written, on MongoDB', (url) => {
  const { open } = usePlaces(
    onMongo(url, async (database) => ({ ...(await openMongoViewStore(database)), database })),
  );

  it('keeps what was written after it was looked at, and says that it is not replaced', async () => {
    const { database, ...store } = await open();
    const live = await store.open<Thing>(things);
    const copy = await store.open<Thing>({ ...things, name: `${things.name}.replay` });
    await live.store([stored({ id: 'a', rank: 1 }), stored({ id: 'b', rank: 1 })]);
    await copy.store([stored({ id: 'a', rank: 2 }), stored({ id: 'b', rank: 2 })]);
    const collection = (name: string) => database.collection<ViewDocument>(`view_${name}`);

    const written = async () => {
      const [b] = [...(await live.load(['b'])).values()];
      await live.store([{ ...b!, body: { id: 'b', rank: 9 } }]); // a projector, at the worst moment
      return true;
    };
    const isReplaced = await replaceAll(
      { view: collection(live.name), isAsSeen: written },
      { view: collection(copy.name), isAsSeen: async () => true },
    );
    expect(isReplaced).toBe(false);
    expect(await live.get(['a', 'b'])).toEqual([
      { id: 'a', rank: 2 },
      { id: 'b', rank: 9 },
    ]);
  });
});
