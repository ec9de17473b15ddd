import type { BusMessage, EventBus } from './event-bus/event-bus.ts';
import type { EventStore } from './event-store/event-store.ts';
import type { Logger } from './logger.ts';
import type { Recorded } from './messages.ts';
import { startTail } from './tail.ts';
import type { ViewStore } from './view-store/view-store.ts';

const CHECKPOINT = 'publisher';

export const topicOf = (service: string) => `${service}.events`;

type Publishing = {
  service: string;
  eventStore: EventStore;
  viewStore: ViewStore;
  bus: EventBus;
  log: Logger;
};

/**
 * Sends the log to the bus in order, strictly one batch after another, and saves its checkpoint after
 * the acknowledgement. A crash in between sends the same positions again: consumers know them by that.
 */
export const startPublisher = ({ service, eventStore, viewStore, bus, log }: Publishing) =>
  startTail({
    name: `${service}.publisher`,
    eventStore,
    checkpoint: () => viewStore.checkpoint(CHECKPOINT),
    handle: async (events) => {
      if (events.length === 0) return;
      await bus.publish(topicOf(service), events.map(messageOf));
      await viewStore.saveCheckpoint({ name: CHECKPOINT, position: events.at(-1)!.position });
    },
    log,
  });

const messageOf = ({ position, ...event }: Recorded): BusMessage => ({
  key: event.stream,
  value: JSON.stringify(event),
  headers: {
    id: event.id,
    type: event.type,
    schemaVersion: String(event.schemaVersion),
    position: String(position),
    revision: String(event.revision),
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
