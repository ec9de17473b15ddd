import type { Host } from './chimera.ts';
import { UnavailableError } from './domain-error.ts';
import type { BusMessage } from './event-bus/event-bus.ts';
import type { Commit, EventStore } from './event-store/event-store.ts';
import type { Stores } from './infrastructure.ts';
import type { Recorded } from './messages.ts';
import { reached } from './points.ts';
import { startTail } from './tail.ts';

/** The checkpoint of what is on the bus. */
export const PUBLISHED = 'publisher';

export const topicOf = (service: string) => `${service}.events`;

type Publishing = Pick<Host, 'service' | 'bus' | 'log'> & Pick<Stores, 'eventStore' | 'viewStore'>;

/**
 * Sends the log to the bus in order, strictly one batch after another, and saves its checkpoint after
 * the acknowledgement. A crash in between sends the same positions again: consumers know them by that.
 */
export const startPublisher = ({ service, eventStore, viewStore, bus, log }: Publishing) =>
  startTail({
    name: `${service}.publisher`,
    eventStore,
    checkpoint: () => viewStore.checkpoint(PUBLISHED),
    handle: async (events) => {
      if (events.length === 0) return;
      const [first, last] = [events[0]!.position, events.at(-1)!.position];
      reached('publish.before');
      await bus.publish(topicOf(service), await messagesOf(eventStore, first, last));
      reached('publish.afterAck');
      await viewStore.saveCheckpoint({ name: PUBLISHED, position: last });
      reached('publish.afterCheckpoint');
    },
    log,
  });

/** From the first position to the last, each with what its commit can be put back by. */
const messagesOf = async (eventStore: EventStore, first: number, last: number): Promise<BusMessage[]> => {
  const [from, to] = [first, last].map((position) => Math.floor(position / 1_000)) as [number, number];
  const commits = await eventStore.readCommits(from - 1, to - from + 1);
  // After a change of the primary it may show less than it did: what is not there yet is not passed over.
  if (commits.at(-1)?.number !== to)
    throw new UnavailableError(`The store shows no commit ${to} any more: it is asked again.`);
  return commits
    .flatMap((commit) => commit.events.map((event) => messageOf(event, commit)))
    .filter(({ headers }) => Number(headers['position']) >= first);
};

/** An event as it is published: the headers hold what its commit can be put back by. */
export const messageOf = ({ position, ...event }: Recorded, commit: Commit): BusMessage => ({
  key: event.stream,
  value: JSON.stringify(event),
  headers: {
    id: event.id,
    type: event.type,
    schemaVersion: String(event.schemaVersion),
    position: String(position),
    revision: String(event.revision),
    commandId: commit.commandId,
    requestHash: commit.requestHash,
    claims: JSON.stringify(commit.claims),
    commitSize: String(commit.events.length),
    ...(event.traceparent && { traceparent: event.traceparent }),
  },
});

/** The event of a message; throws SyntaxError or TypeError for bytes that are no event. */
export const eventOf = ({ value, headers }: BusMessage): Recorded => {
  const event = { ...(JSON.parse(value) as Recorded), position: Number(headers['position']) };
  const { id, type, stream, at, data, position, revision, schemaVersion } = event;
  const isWhole =
    [id, type, stream, at].every((text) => typeof text === 'string') &&
    [position, revision, schemaVersion].every((count) => Number.isSafeInteger(count) && count > 0) &&
    typeof data === 'object' &&
    data !== null;
  if (!isWhole)
    throw new TypeError('Expected an event with id, type, stream, revision, at, data and a position.');
  return event;
};
