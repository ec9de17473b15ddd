import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '../../../kernel/event-store/event-store.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { usePlaces, range, until, type Adapter } from '../places.ts';
import { commitOf, disorder, logOf, logOfCommits, withoutPosition } from './commits.ts';

/** Appends to streams that others write too, again after each lost race, until it has appended so many. */
const write = async (store: EventStore, writer: number, commits: number) => {
  for (const i of range(commits)) {
    const stream = `str_${(writer + i) % 5}`;
    const more = { size: 1 + ((writer + i) % 3), commandId: `writer ${writer}, commit ${i}` };
    for (;;) {
      const revision = (await store.read(stream)).at(-1)?.revision ?? 0;
      if ((await store.append(commitOf(stream, revision, more))).outcome === 'appended') break;
    }
  }
};

/** Reads on as a tail does, until the writers are done and nothing is left. */
const tail = async (store: EventStore, isDone: () => boolean, limit: number) => {
  const seen: Recorded[] = [];
  for (;;) {
    const wasDone = isDone();
    const page = await store.readAll(seen.at(-1)?.position ?? 0, limit);
    seen.push(...page);
    if (page.length === 0 && wasDone) return seen;
    await nextTurn();
  }
};

/** Commits of 1 to 4 events over three streams. */
const fill = async (store: EventStore, commits: number) => {
  const revisions = [0, 0, 0];
  for (const i of range(commits)) {
    const size = 1 + (i % 4);
    await store.append(commitOf(`str_${i % 3}`, revisions[i % 3], { size }));
    revisions[i % 3]! += size;
  }
  return logOf(
    store,
    revisions.reduce((sum, revision) => sum + revision),
  );
};

export const tailing = (adapter: Adapter<EventStore>) => {
  const { open } = usePlaces(adapter);

  describe('the total order', () => {
    it('has no gap and skips nothing, while many append and tails read at the same time', async () => {
      const store = await open();
      let isDone = false;
      const tails = [1, 7, 500].map((limit) => tail(store, () => isDone, limit));
      await Promise.all(range(8).map((writer) => write(store, writer, 25)));
      const log = await logOfCommits(store, 8 * 25);
      isDone = true;

      expect(disorder(log)).toEqual([]);
      expect(new Set(log.map(({ commandId }) => commandId)).size).toBe(8 * 25);
      for (const seen of await Promise.all(tails)) expect(seen).toEqual(log);
    });

    it('keeps the order of each stream', async () => {
      const store = await open();
      await Promise.all(range(6).map((writer) => write(store, writer, 10)));
      const log = await logOfCommits(store, 60);
      for (const stream of range(5).map((i) => `str_${i}`)) {
        const events = log.filter((event) => event.stream === stream);
        expect(events.map(({ revision }) => revision)).toEqual(range(events.length).map((i) => i + 1));
        expect(withoutPosition(events)).toEqual(withoutPosition(await store.read(stream)));
      }
    });

    it('is read from any position on, also from within a commit and beyond the end', async () => {
      const store = await open();
      const log = await fill(store, 12);
      for (const after of [0, 1, 999, ...log.flatMap(({ position }) => [position, position + 1]), 10 ** 9])
        expect(await store.readAll(after, 1_000)).toEqual(log.filter(({ position }) => position > after));
    });

    it('comes in pages of whole commits, of at least the limit where there are so many', async () => {
      const store = await open();
      const log = await fill(store, 12);
      const commitOfLast = (events: Recorded[]) => Math.floor(events.at(-1)!.position / 1_000);
      for (const limit of [1, 2, 3, 7, 29])
        for (const { position } of log) {
          const rest = log.filter((event) => event.position > position);
          const page = await store.readAll(position, limit);
          expect(page).toEqual(rest.slice(0, page.length));
          expect(page.length).toBeGreaterThanOrEqual(Math.min(limit, rest.length));
          const next = rest[page.length];
          if (next && page.length > 0) expect(Math.floor(next.position / 1_000)).toBe(commitOfLast(page) + 1);
        }
    });

    it('never changes: what was read once is the beginning of what is read later', async () => {
      const store = await open();
      const before = JSON.stringify(await fill(store, 12));
      await Promise.all(range(4).map((writer) => write(store, writer + 10, 5)));
      const after = JSON.stringify(await logOf(store, 50));
      expect(after.startsWith(before.slice(0, -1))).toBe(true);
    });
  });

  describe('the streams', () => {
    it('are read after a revision, also from within a commit', async () => {
      const store = await open();
      await store.append(commitOf('str_a', 0, { size: 3 }));
      await store.append(commitOf('str_a', 3, { size: 2 }));
      for (const after of range(7))
        expect((await store.read('str_a', after)).map(({ revision }) => revision)).toEqual(
          [1, 2, 3, 4, 5].filter((revision) => revision > after),
        );
      expect(await store.read('str_none')).toEqual([]);
    });

    it('are read in one call, each after its own revision; those without such events are absent', async () => {
      const store = await open();
      await fill(store, 9);
      const asked = { str_0: 2, str_1: 0, str_2: 1_000, str_none: 0 };
      const streams = Object.entries(asked).map(([stream, afterRevision]) => ({ stream, afterRevision }));
      const found = await store.readMany(streams);

      expect([...found.keys()].sort()).toEqual(['str_0', 'str_1']);
      expect(found.get('str_0')).toEqual(await store.read('str_0', 2));
      expect(found.get('str_1')).toEqual(await store.read('str_1'));
      expect(await store.readMany([])).toEqual(new Map());
    });
  });

  describe('the end', () => {
    it('is the position of the last event, and 0 before the first', async () => {
      const store = await open();
      expect(await store.end()).toBe(0);
      expect(await store.readAll(0, 10)).toEqual([]);
      const log = await fill(store, 4);
      expect(await store.end()).toBe(log.at(-1)!.position);
    });

    it('is announced to who listens, when the append can be read, and no longer after that', async () => {
      const store = await open();
      let [calls, seen] = [0, 0];
      const stop = store.onAppend(async () => {
        calls += 1;
        seen = (await store.readAll(0, 10)).length;
      });
      await store.append(commitOf('str_a'));
      await until(() => calls > 0 && seen === 1);
      stop();
      const before = calls;
      await store.append(commitOf('str_b'));
      await logOf(store, 2);
      expect(calls).toBe(before);
    });
  });
};
