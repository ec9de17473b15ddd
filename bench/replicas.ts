import type { Commit, EventStore } from '../kernel/event-store/event-store.ts';
import type { Recorded } from '../kernel/messages.ts';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The ULID of an id: `ord_01J…`. */
const ULIDS = /_([0-7][0-9A-HJKMNP-TV-Z]{21})[0-9A-HJKMNP-TV-Z]{4}/g;

export type Replicating = {
  /** One commit for each stream: the server that stands in for MongoDB looks through all of them all the time. */
  areWhole?: boolean;
};

/**
 * Makes a log longer by writing whole lives again, each time under other ids. The n-th replica of an order is
 * about the n-th replicas of its gig, buyer and seller: their logs are made longer in the same way.
 */
export const createReplicator = async (eventStore: EventStore, { areWhole = false }: Replicating = {}) => {
  const events = await eventStore.readAll(0, 1_000_000);
  const numberOf = ({ position }: Recorded) => Math.floor(position / 1_000);
  const last = events.length === 0 ? 0 : numberOf(events.at(-1)!);
  const commits = Map.groupBy<string | number, Recorded>(
    events,
    areWhole ? ({ stream }) => stream : numberOf,
  );
  const texts = [...commits.values()].map((commit) => JSON.stringify(commit));
  let replicas = 0;
  return {
    /** Events in the log, of all types or of one. */
    count: (type?: string) =>
      events.filter((event) => type === undefined || event.type === type).length * (replicas + 1),
    async replicate() {
      const ending = endingOf(replicas + 1);
      const before = last + replicas * texts.length;
      replicas += 1;
      const replica = texts.map((text, i) =>
        commitOf(text.replaceAll(ULIDS, `_$1${ending}`), { replica: replicas, number: before + i + 1 }),
      );
      await write(eventStore, replica);
    },
  };
};

/**
 * Where the append gives the numbers all of them share a transaction. Else each stream is written by itself, with
 * numbers as they would be given: streams side by side, as one commit at a time takes its time.
 */
const write = async (eventStore: EventStore, commits: Commit[]) => {
  if (eventStore.sequence) {
    const streams = Map.groupBy(commits, ({ stream }) => stream).values();
    await Promise.all([...streams].map((stream) => eventStore.restore(stream)));
    return;
  }
  const appends = commits.map(({ number: _, events, ...commit }) =>
    eventStore.append({
      ...commit,
      expectedRevision: events[0]!.revision - 1,
      events: events.map(({ position: _, ...event }) => event),
    }),
  );
  for (const { outcome } of await Promise.all(appends))
    if (outcome !== 'appended') throw new Error(`Expected a replica to be appended: ${outcome}.`);
};

export type Replicator = Awaited<ReturnType<typeof createReplicator>>;

/** The last four characters of a ULID: up to a million replicas. */
const endingOf = (replica: number) => [15, 10, 5, 0].map((bits) => DIGITS[(replica >> bits) & 31]).join('');

const commitOf = (text: string, { replica, number }: { replica: number; number: number }): Commit => {
  const events = JSON.parse(text) as Recorded[];
  const { stream, commandId } = events[0]!;
  const once = { commandId: `${commandId}-${replica}`, requestHash: 'bench', claims: [] };
  return { number, stream, events, ...once };
};
