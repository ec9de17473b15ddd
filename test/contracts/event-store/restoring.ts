import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '../../../kernel/event-store/event-store.ts';
import { range, usePlaces, type Adapter } from '../places.ts';
import { commitOf, logOfCommits } from './commits.ts';

/** Ten commits of 1 to 3 events over two streams, one of them with a claim. */
const fill = async (store: EventStore) => {
  const revisions = [0, 0];
  for (const i of range(10)) {
    const size = 1 + (i % 3);
    const claims = i === 0 ? ['name:ana', 'mail:ana'] : [];
    await store.append(commitOf(`str_${i % 2}`, revisions[i % 2], { size, claims }));
    revisions[i % 2]! += size;
  }
  await logOfCommits(store, 10);
  return store.readCommits(0, 100);
};

export const restoring = (adapter: Adapter<EventStore>) => {
  const { open } = usePlaces(adapter);

  describe('whole commits', () => {
    it('are read in the order of their numbers, with all that was appended with them', async () => {
      const store = await open();
      const commits = await fill(store);
      expect(commits.map(({ number }) => number)).toEqual(range(10).map((i) => i + 1));
      expect(commits.flatMap(({ events }) => events)).toEqual(await store.readAll(0, 1_000));
      expect(commits[0]!.claims.toSorted()).toEqual(['mail:ana', 'name:ana']);
      expect(commits[1]!.claims).toEqual([]);
      expect(commits[0]!.requestHash).toBe(`hash of ${commits[0]!.commandId}`);
      expect(await store.readCommits(4, 3)).toEqual(commits.slice(4, 7));
      expect(await store.readCommits(10, 3)).toEqual([]);
    });

    it('put back into an empty store give the same log, commands and claims', async () => {
      const commits = await fill(await open());
      const copy = await open();
      await copy.restore(commits.slice(0, 4));
      await copy.restore(commits);
      expect(await copy.readCommits(0, 100)).toEqual(commits);
      expect(await copy.holderOf('name:ana')).toBe('str_0');
      const { commandId, stream, requestHash } = commits[3]!;
      expect(await copy.findCommand(commandId)).toEqual({ stream, requestHash });

      const revision = (await copy.read('str_1')).at(-1)!.revision;
      expect((await copy.append(commitOf('str_1', revision))).outcome).toBe('appended');
      expect((await logOfCommits(copy, 11)).at(-1)!.position).toBe(11_000);
    });

    it('put back where another commit has the place are refused, and nothing changes', async () => {
      const [one, other] = [await open(), await open()];
      await fill(one);
      await other.append(commitOf('str_9'));
      const before = await logOfCommits(other, 1);
      await expect(other.restore(await one.readCommits(0, 100))).rejects.toThrow('Commit 1 is');
      expect(await other.readAll(0, 100)).toEqual(before);
    });
  });
};
