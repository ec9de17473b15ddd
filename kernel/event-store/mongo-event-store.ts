import type { Db } from 'mongodb';
import { DomainError } from '../domain-error.ts';
import { answered, createDesk } from '../mongo.ts';
import { checked } from './checked-commit.ts';
import type { Commit, EventStore } from './event-store.ts';
import { appendOne, holderOf, restoreOne } from './mongo-appends.ts';
import { commitOf, eventsOf, openCommits } from './mongo-commits.ts';
import { createNumbers } from './mongo-numbers.ts';
import { createQuiet } from './mongo-quiet.ts';
import { createStreams } from './mongo-streams.ts';
import { eventsAfter, numberedAfter, readTail } from './mongo-tail.ts';

const MOST_IN_FLIGHT = 1_000;
const MOST_COUNTED = 10_000;

/** One document is one commit: inserted as a whole, numbered afterwards by `sequence`. */
export const openMongoEventStore = async (database: Db): Promise<EventStore> => {
  const commits = await answered(openCommits(database));
  const streams = createStreams(commits);
  const numbers = createNumbers(commits);
  const quiet = createQuiet();
  const listeners = new Set<() => void>();
  const pendingListeners = new Set<() => void>();
  const { ask, ...desk } = createDesk('event store');
  const tell = () => listeners.forEach((listener) => listener());

  return {
    async append(commit) {
      const complete = checked(commit);
      if (desk.size() >= MOST_IN_FLIGHT)
        throw new DomainError(
          'OVERLOADED',
          `${MOST_IN_FLIGHT} requests wait for the store already: try again.`,
        );
      const appended = await ask(() => appendOne({ commits, streams }, complete));
      if (appended.outcome === 'appended') pendingListeners.forEach((listener) => listener());
      return appended;
    },

    read: (stream, afterRevision = 0) =>
      ask(async () => {
        const found = await streams.read([{ stream, near: afterRevision }]);
        return eventsAfter(found.get(stream)!, afterRevision);
      }),

    readMany: (asked) =>
      ask(async () => {
        const found = await streams.read(asked.map(({ stream, afterRevision: near }) => ({ stream, near })));
        const events = asked.map(
          ({ stream, afterRevision }) => [stream, eventsAfter(found.get(stream)!, afterRevision)] as const,
        );
        return new Map(events.filter(([, list]) => list.length > 0));
      }),

    readAll: (afterPosition, limit) =>
      quiet.read(afterPosition, (hadNothing) =>
        ask(() => readTail(commits, afterPosition, { limit, hadNothing })),
      ),

    readCommits: (afterNumber, limit) =>
      ask(async () => {
        const found: Commit[] = [];
        for await (const commit of numberedAfter(commits, afterNumber, limit)) found.push(commitOf(commit));
        return found;
      }),

    async restore(given) {
      await ask(async () => {
        for (const commit of given) await restoreOne({ commits, streams }, commit);
      });
      quiet.gave();
      tell();
    },

    async sequence() {
      const count = await ask(() => numbers.sequence());
      quiet.looked();
      if (count === 0) return 0;
      quiet.gave();
      tell();
      return count;
    },

    unnumbered: () =>
      ask(() => commits.countDocuments({ pending: { $exists: true } }, { limit: MOST_COUNTED })),

    findCommand: (commandId) =>
      ask(async () => {
        const found = await commits.findOne({ commandId }, { projection: { stream: 1, requestHash: 1 } });
        return found ? { stream: found.stream, requestHash: found.requestHash } : undefined;
      }),

    holderOf: (claim) => ask(() => holderOf(commits, claim)),

    end: () =>
      ask(async () => {
        const number = await numbers.latest();
        const last = number === 0 ? null : await commits.findOne({ number });
        return last ? eventsOf(last).at(-1)!.position : 0;
      }),

    onPending(listener) {
      pendingListeners.add(listener);
      return () => pendingListeners.delete(listener);
    },

    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    close: desk.close,
  };
};
