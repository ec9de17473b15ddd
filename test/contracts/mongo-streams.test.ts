import { expect, it } from '@jest/globals';
import { openMongoEventStore } from '../../kernel/event-store/mongo-event-store.ts';
import { commitOf } from './event-store/commits.ts';
import { range, usePlaces } from './places.ts';
import { onMongo, withMongo } from './servers.ts';

withMongo('a stream on MongoDB', (url) => {
  const { open } = usePlaces(
    onMongo(url, async (database) => ({ ...(await openMongoEventStore(database)), database })),
  );

  // A question for several documents is not answered as of one moment.
  it('ends before a commit that came while the server was looking, if the one before it came too late', async () => {
    const { database, ...store } = await open();
    for (const i of range(4)) await store.append(commitOf('str_a', i));
    const commits = database.collection<{ _id: string }>('commits');
    const unseen = await commits.findOneAndDelete({ _id: 'str_a/3' });
    const another = await openMongoEventStore(database);
    expect((await another.read('str_a')).map(({ revision }) => revision)).toEqual([1, 2]);
    expect(await another.append(commitOf('str_a', 4))).toEqual({ outcome: 'conflict' });

    await commits.insertOne(unseen!);
    expect((await another.read('str_a')).map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
    expect(await another.append(commitOf('str_a', 4))).toMatchObject({ outcome: 'appended' });
    await another.close();
  });
});
