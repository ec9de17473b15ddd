import { UnavailableError } from '../../kernel/domain-error.ts';
import type { Commit, EventStore } from '../../kernel/event-store/event-store.ts';
import type { Hosted } from '../../kernel/host.ts';
import { PUBLISHED, topicOf } from '../../kernel/publisher.ts';
import { commitsOf, IncompleteError, inPages } from './commits.ts';
import { begunAgain, rewound } from './followers.ts';
import { eventsOn } from './topic.ts';

export type Recovered = {
  /** Put back by this call. */
  commits: number;
  events: number;
  /** Views that had seen events which are nowhere any more, and groups whose place was forgotten. */
  refilled: string[];
  groups: number;
  /** Positions that were published or handled once, and came back from nowhere: after the log's end, up to this. */
  lostUpTo?: number;
};

const PAGE = 500;
const WRITTEN_AFTER =
  'because it was written after it was restored: restore the backup again, and begin again before any role starts.';

/**
 * Copies the commits that a log lacks back from its topic, in the order of their numbers. May be killed and called
 * again: the log is whole last of all, so that no role starts before. IncompleteError where a commit is neither
 * here nor there; what comes before it has been put back then.
 */
export const recoverLog = async (hosted: Hosted): Promise<Recovered> => {
  const { eventStore, viewStore } = hosted.stores;
  const onTopic = await greatestOn(hosted);
  const end = Math.max(onTopic, await eventStore.end());
  // A backup holds views that are older than the groups' places; what was handled beyond the end is lost with it.
  const groups = await begunAgain(hosted);
  const published = await viewStore.checkpoint(PUBLISHED);
  const { refilled, furthest } = await rewound(hosted, end);
  const restored = await restoreAll(hosted);
  await viewStore.saveCheckpoint({ name: PUBLISHED, position: onTopic });
  const lostUpTo = Math.max(published, furthest);
  return { ...restored, refilled, groups, ...(lostUpTo > end && { lostUpTo }) };
};

/** Of all that is there: near its end may be nothing but old events that were sent again. */
const greatestOn = async ({ host: { bus, service } }: Hosted): Promise<number> => {
  let greatest = 0;
  for await (const { position } of eventsOn(bus, topicOf(service))) greatest = position;
  return greatest;
};

const restoreAll = async ({ stores: { eventStore }, host: { bus, service } }: Hosted) => {
  const topic = topicOf(service);
  let [commits, events, next] = [0, 0, 1];
  for await (const page of inPages(commitsOf(eventsOn(bus, topic)), PAGE)) {
    const there = await storedAmong(eventStore, page);
    const missing: Commit[] = [];
    const restore = async () => {
      await eventStore.restore(missing).catch((error: unknown) => {
        throw error instanceof UnavailableError ? error : inTheWay(error as Error, topic);
      });
      commits += missing.length;
      events += missing.reduce((sum, commit) => sum + commit.events.length, 0);
    };
    for (const commit of page) {
      if (commit.number > next && !(await hasAll(eventStore, next, commit.number))) {
        await restore();
        throw gapBefore(commit.number, next, topic);
      }
      next = commit.number + 1;
      const stored = there.get(commit.number);
      if (!stored) missing.push(commit);
      else if (!isSame(stored, commit)) throw divergedAt(commit.number, topic);
    }
    await restore();
  }
  return { commits, events };
};

const storedAmong = async (eventStore: EventStore, page: Commit[]): Promise<Map<number, Commit>> => {
  const [first, last] = [page[0]!.number, page.at(-1)!.number];
  const found = await eventStore.readCommits(first - 1, last - first + 1);
  return new Map(found.map((commit) => [commit.number, commit]));
};

/** Are all numbers from the first up to another, without it, in the store? */
const hasAll = async (eventStore: EventStore, first: number, end: number): Promise<boolean> => {
  for (let from = first; from < end;) {
    const found = await eventStore.readCommits(from - 1, Math.min(PAGE, end - from));
    if (found.length === 0 || found[0]!.number !== from) return false;
    from += found.length;
  }
  return true;
};

const isSame = (one: Commit, other: Commit) =>
  one.commandId === other.commandId && one.events[0]!.id === other.events[0]!.id;

const gapBefore = (number: number, first: number, topic: string) =>
  new IncompleteError(
    `Commit ${first}${number - first > 1 ? ` to ${number - 1}` : ''} is neither in the log nor on ${topic}: ` +
      `all before it is put back. Restore a newer backup, and begin again.`,
  );

const inTheWay = (cause: Error, topic: string) =>
  new IncompleteError(`The log is not the one on ${topic}, ${WRITTEN_AFTER} (${cause.message})`, { cause });

const divergedAt = (number: number, topic: string) =>
  new IncompleteError(`Commit ${number} of the log is another one on ${topic}, ${WRITTEN_AFTER}`);
