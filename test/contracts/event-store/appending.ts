import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '../../../kernel/event-store/event-store.ts';
import { usePlaces, range, type Adapter } from '../places.ts';
import { commitOf, tally, logOf, withoutPosition } from './commits.ts';

export const appending = (adapter: Adapter<EventStore>) => {
  const { open } = usePlaces(adapter);

  describe('an append', () => {
    it('answers the events as they are stored', async () => {
      const store = await open();
      const data = {
        text: 'é 🎈 \u0000 "quoted" \\',
        list: [1, null, true, 0.1],
        deep: { empty: {}, off: false },
      };
      const commit = commitOf('str_a', 0, { data, size: 2 });
      const appended = await store.append(commit);

      expect(appended.outcome).toBe('appended');
      const answered = appended.outcome === 'appended' ? appended.events : [];
      expect(withoutPosition(answered)).toStrictEqual(commit.events);
      expect(withoutPosition(await store.read('str_a'))).toStrictEqual(commit.events);
    });

    it('is refused where the stream has another revision, and then leaves nothing behind', async () => {
      const store = await open();
      await store.append(commitOf('str_a', 0, { size: 3 }));
      for (const wrong of [0, 1, 2, 4, 100]) {
        const commit = commitOf('str_a', wrong, { claims: ['name:ana'] });
        expect(await store.append(commit)).toEqual({ outcome: 'conflict' });
        expect(await store.findCommand(commit.commandId)).toBeUndefined();
      }
      expect(await store.append(commitOf('str_b', 1))).toEqual({ outcome: 'conflict' });
      expect(await store.holderOf('name:ana')).toBeUndefined();
      expect(await logOf(store, 3)).toHaveLength(3);
    });

    it('wins alone among 64 to one stream at one revision', async () => {
      const store = await open();
      await store.append(commitOf('str_a', 0, { size: 2 }));
      const commits = range(64).map((i) => commitOf('str_a', 2, { data: { i } }));
      const answers = await Promise.all(commits.map((commit) => store.append(commit)));

      expect(tally(answers)).toEqual({ appended: 1, conflict: 63 });
      const winner = commits[answers.findIndex(({ outcome }) => outcome === 'appended')]!;
      expect(withoutPosition(await store.read('str_a', 2))).toEqual(winner.events);
    });

    it('stores all events of a commit or none: 1 to 1,000 of them', async () => {
      const store = await open();
      await store.append(commitOf('str_a', 0, { size: 1_000 }));
      expect((await store.read('str_a')).map(({ revision }) => revision)).toEqual(
        range(1_000).map((i) => i + 1),
      );

      await expect(store.append(commitOf('str_b', 0, { size: 0 }))).rejects.toThrow(
        /1 to 1000 events.*got 0/,
      );
      await expect(store.append(commitOf('str_b', 0, { size: 1_001 }))).rejects.toThrow(/got 1001/);
      expect(await store.read('str_b')).toEqual([]);
    });

    it('refuses an event of more than 64 KiB, in bytes', async () => {
      const store = await open();
      const large = (letter: string, length: number) =>
        commitOf('str_a', 0, { data: { text: letter.repeat(length) } });
      await expect(store.append(large('é', 32 * 1024))).rejects.toThrow(
        /at most 65536 bytes, got a Noted of/,
      );
      expect(await store.read('str_a')).toEqual([]);
      expect(await store.append(large('e', 60 * 1024))).toMatchObject({ outcome: 'appended' });
    });

    it('refuses events that do not count on from the expected revision, or are of another stream', async () => {
      const store = await open();
      const { events } = commitOf('str_a', 5);
      await expect(store.append(commitOf('str_a', 0, { events }))).rejects.toThrow(
        'Expected revision 1 of str_a, got 6 of str_a.',
      );
      const foreign = commitOf('str_b').events;
      await expect(store.append(commitOf('str_a', 0, { events: foreign }))).rejects.toThrow(/got 1 of str_b/);
    });
  });

  describe('a commandId', () => {
    it('is found with its stream and its request, and appended once', async () => {
      const store = await open();
      expect(await store.findCommand('command-x')).toBeUndefined();
      await store.append(commitOf('str_a', 0, { commandId: 'command-x', requestHash: 'one' }));
      expect(await store.findCommand('command-x')).toEqual({ stream: 'str_a', requestHash: 'one' });

      const again = commitOf('str_a', 1, { commandId: 'command-x', requestHash: 'other' });
      expect(await store.append(again)).toEqual({ outcome: 'repeated' });
      const elsewhere = commitOf('str_b', 0, { commandId: 'command-x' });
      expect(await store.append(elsewhere)).toEqual({ outcome: 'repeated' });
      expect(await store.findCommand('command-x')).toEqual({ stream: 'str_a', requestHash: 'one' });
      expect(await logOf(store, 1)).toHaveLength(1);
    });

    it('asked many times at once is appended once, also to different streams', async () => {
      const store = await open();
      const answers = await Promise.all(
        range(20).map((i) => store.append(commitOf(`str_${i % 5}`, 0, { commandId: 'command-x' }))),
      );
      expect(tally(answers)).toEqual({ appended: 1, repeated: 19 });
      expect(await logOf(store, 1)).toHaveLength(1);
    });

    it('is what a repetition is told, before the revision that has moved on and its own claim', async () => {
      const store = await open();
      const commit = commitOf('str_a', 0, { claims: ['name:ana'] });
      await store.append(commit);
      expect(await store.append(commit)).toEqual({ outcome: 'repeated' });
    });
  });
};
