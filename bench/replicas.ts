import type { EventStore, NewCommit } from '../kernel/event-store/event-store.ts';
import type { Recorded } from '../kernel/messages.ts';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The ULID of an id: `ord_01J…`. */
const ULIDS = /_([0-7][0-9A-HJKMNP-TV-Z]{21})[0-9A-HJKMNP-TV-Z]{4}/g;

/**
 * Makes a log longer by writing whole lives again, each time under other ids. The n-th replica of an order is
 * about the n-th replicas of its gig, buyer and seller: their logs are made longer in the same way.
 */
export const createReplicator = async (eventStore: EventStore) => {
  const events = await eventStore.readAll(0, 1_000_000);
  const commits = [...Map.groupBy(events, ({ position }) => Math.floor(position / 1_000)).values()];
  const texts = commits.map((commit) => JSON.stringify(commit));
  let replicas = 0;
  return {
    /** Events in the log. */
    count: () => events.length * (replicas + 1),
    /** All appends at once: they share a transaction. */
    async replicate() {
      replicas += 1;
      const ending = endingOf(replicas);
      const appends = texts.map((text) =>
        eventStore.append(commitOf(text.replaceAll(ULIDS, `_$1${ending}`), replicas)),
      );
      for (const { outcome } of await Promise.all(appends))
        if (outcome !== 'appended')
          throw new Error(`Expected replica ${replicas} to be appended: ${outcome}.`);
    },
  };
};

export type Replicator = Awaited<ReturnType<typeof createReplicator>>;

/** The last four characters of a ULID: up to a million replicas. */
const endingOf = (replica: number) => [15, 10, 5, 0].map((bits) => DIGITS[(replica >> bits) & 31]).join('');

const commitOf = (text: string, replica: number): NewCommit => {
  const events = JSON.parse(text) as Recorded[];
  const { stream, revision, commandId } = events[0]!;
  return {
    stream,
    expectedRevision: revision - 1,
    events: events.map(({ position: _, ...event }) => event),
    commandId: `${commandId}-${replica}`,
    requestHash: 'bench',
  };
};
