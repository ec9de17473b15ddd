import { afterEach, expect, it } from '@jest/globals';
import type { EventStore } from '../../kernel/event-store/event-store.ts';
import { openMongoEventStore } from '../../kernel/event-store/mongo-event-store.ts';
import { onPoint } from '../../kernel/points.ts';
import { commitOf, disorder } from './event-store/commits.ts';
import { range, usePlaces } from './places.ts';
import { onMongo, withMongo } from './servers.ts';

/** What a store says of its log when all of it has been numbered. */
const logAfter = async (store: EventStore) => {
  while ((await store.sequence!()) > 0);
  return store.readAll(0, 100_000);
};

const isInOrder = (events: { stream: string; revision: number }[]) =>
  [...Map.groupBy(events, ({ stream }) => stream).values()].every((stream) =>
    stream.every(({ revision }, i) => revision === i + 1),
  );

/** Writers over a few streams, several events a commit; each again after a lost race. */
const write = async (store: EventStore, writer: number, commits: number) => {
  for (const i of range(commits)) {
    const stream = `str_${(writer + i) % 4}`;
    for (;;) {
      const revision = (await store.read(stream)).at(-1)?.revision ?? 0;
      const commit = commitOf(stream, revision, { size: 1 + (i % 3), commandId: `writer ${writer}, ${i}` });
      if ((await store.append(commit)).outcome === 'appended') break;
    }
  }
};

withMongo('the numbers of commits on MongoDB', (url) => {
  const { open } = usePlaces(
    onMongo(url, async (database) => {
      const [one, other] = [await openMongoEventStore(database), await openMongoEventStore(database)];
      const close = async () => void (await Promise.all([one.close(), other.close()]));
      return { one, other, database, close };
    }),
  );
  afterEach(() => onPoint(() => {}));

  it('are 1, 2, 3 …, each once and in the order of its stream, though two give them while many write', async () => {
    const { one, other } = await open();
    let isWriting = true;
    const numbering = [one, other, one].map(async (store) => {
      while (isWriting) await store.sequence!();
    });
    await Promise.all(range(8).map((writer) => write(writer % 2 ? one : other, writer, 20)));
    isWriting = false;
    await Promise.all(numbering);
    const log = await logAfter(one);
    expect(new Set(log.map(({ commandId }) => commandId)).size).toBe(8 * 20);
    expect(disorder(log)).toEqual([]);
    expect(isInOrder(log)).toBe(true);
  });

  it('are waited for by what has none, and by what can have none: both are told', async () => {
    const { one, database } = await open();
    for (const i of range(3)) await one.append(commitOf(`str_${i}`));
    await one.append(commitOf('str_0', 1));
    expect(await one.unnumbered!()).toBe(4);
    await database.collection('commits').deleteOne({ pending: 'str_0/1' }); // as a backup that was no snapshot lacks it
    while ((await one.sequence!()) > 0);
    expect(await one.unnumbered!()).toBe(1);
  });

  it('go on where another holder went on meanwhile', async () => {
    const { one, other } = await open();
    for (const i of range(6)) await one.append(commitOf(`str_${i}`));
    let resumed: Promise<unknown> | undefined;
    let passed = 0;
    // At its second commit the one is overtaken by another, who numbers all of them and more.
    onPoint((point) => {
      if (point !== 'sequence.mid' || (passed += 1) !== 2) return;
      resumed = other.append(commitOf('str_9')).then(() => other.sequence!());
    });
    await one.sequence!();
    await resumed;
    await one.append(commitOf('str_10'));
    const log = await logAfter(one);
    expect(log).toHaveLength(8);
    expect(disorder(log)).toEqual([]);
  });

  it('pass over a commit whose predecessor has none yet', async () => {
    const { one, database } = await open();
    await one.append(commitOf('str_a', 0, { size: 2 }));
    await one.append(commitOf('str_a', 2));
    await one.append(commitOf('str_b'));
    // The first is durable, but not to be seen among those that wait: as when it becomes visible late.
    const commits = database.collection<{ _id: string; pending?: string }>('commits');
    await commits.updateOne({ _id: 'str_a/1' }, { $unset: { pending: '' } });
    expect((await logAfter(one)).map(({ stream }) => stream)).toEqual(['str_b']);

    await commits.updateOne({ _id: 'str_a/1' }, { $set: { pending: 'str_a/1' } });
    const log = await logAfter(one);
    expect(log.map(({ stream, revision }) => `${stream} ${revision}`)).toEqual([
      'str_b 1',
      'str_a 1',
      'str_a 2',
      'str_a 3',
    ]);
    expect(disorder(log)).toEqual([]);
  });

  it('are given though more of one stream than a page wait, the first of them behind the others', async () => {
    const { one, database } = await open();
    for (const i of range(98)) await one.append(commitOf('str_a', i));
    await logAfter(one);
    for (let i = 98; i < 699; i += 1) await one.append(commitOf('str_a', i));
    // By their names, 100 to 699 come before 99; the server of the tests answers in the order of inserts.
    const commits = database.collection<{ _id: string }>('commits');
    const first = await commits.findOneAndDelete({ _id: 'str_a/99' });
    await one.append(commitOf('str_z'));
    await commits.insertOne(first!);
    const log = await logAfter(one);
    expect(log).toHaveLength(700);
    expect(disorder(log)).toEqual([]);
    expect(isInOrder(log)).toBe(true);
  });

  it('are given after others were given by somebody else since the last time', async () => {
    const { one, other } = await open();
    await one.append(commitOf('str_a'));
    await one.sequence!();
    await other.append(commitOf('str_b'));
    await other.sequence!();
    await one.append(commitOf('str_c'));
    expect(await one.sequence!()).toBe(1);
    expect(disorder(await one.readAll(0, 10))).toEqual([]);
    expect(await other.end()).toBe(3_000);
  });

  it('are not moved by who asks for the end, though several do at once', async () => {
    const { one, other } = await open();
    await one.append(commitOf('str_a'));
    await one.sequence!();
    await other.append(commitOf('str_b'));
    await other.append(commitOf('str_c'));
    await other.sequence!();
    expect(await Promise.all([one.end(), one.end(), one.end()])).toEqual([3_000, 3_000, 3_000]);
    await one.append(commitOf('str_d'));
    expect(disorder(await logAfter(one))).toEqual([]);
    expect(await one.end()).toBe(4_000);
  });

  it('are put back on commits that had none when a backup was made, several of one stream', async () => {
    const [source, backup] = [await open(), await open()];
    for (const { one } of [source, backup])
      for (const i of range(4)) await one.append(commitOf('str_a', i, { commandId: `command ${i}` }));
    const log = await logAfter(source.one);
    await backup.one.restore(await source.one.readCommits(0, 3));
    expect((await backup.one.readAll(0, 10)).map(({ position }) => position)).toEqual([1_000, 2_000, 3_000]);
    expect(disorder(await logAfter(backup.one))).toEqual([]);
    expect(await backup.one.end()).toBe(log.at(-1)!.position);
  });

  it('are missing at first: the append is answered before, with position 0', async () => {
    const { one } = await open();
    const appended = await one.append(commitOf('str_a'));
    expect(appended).toMatchObject({ outcome: 'appended', events: [{ position: 0, revision: 1 }] });
    expect(await one.readAll(0, 10)).toEqual([]);
    expect(await one.read('str_a')).toMatchObject([{ position: 0 }]);
    await one.sequence!();
    expect(await one.read('str_a')).toMatchObject([{ position: 1_000 }]);
  });

  it('are kept with a majority and in the journal, as every commit is', async () => {
    const { one, database } = await open();
    const concerns: object[] = [];
    const client = database.client;
    client.on('commandStarted', ({ commandName, command }) => {
      if (['insert', 'update'].includes(commandName)) concerns.push(command['writeConcern'] as object);
    });
    await one.append(commitOf('str_a'));
    await one.sequence!();
    for (const concern of concerns) expect(concern).toMatchObject({ w: 'majority', j: true });
    expect(database.writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(database.readConcern).toEqual({ level: 'majority' });
  });
});
