import type { EventStore } from './event-store/event-store.ts';
import type { Event, Recorded } from './messages.ts';
import { currentVersion, upcast, type Upcasts } from './upcasting.ts';

/** This build is older than the event: its reader waits, uncommitted, for a newer build to take over. */
export class NewerSchemaError extends Error {
  constructor({ type, schemaVersion, id }: Recorded, known: number) {
    super(`Event ${id} is ${type} version ${schemaVersion}; this build knows up to ${known}.`);
    this.name = 'NewerSchemaError';
  }
}

/** The event in today's shape. */
export const lift = (upcasts: Upcasts<Event>, event: Recorded): Recorded => {
  const known = currentVersion(upcasts, event.type);
  if (event.schemaVersion > known) throw new NewerSchemaError(event, known);
  if (event.schemaVersion === known) return event;
  const data = upcast(upcasts, event.type, event.schemaVersion, event.data);
  return { ...event, schemaVersion: known, data };
};

/** The same store (a record of functions, as all are), answering every event in today's shape. */
export const liftedEvents = (store: EventStore, upcasts: Upcasts<Event>): EventStore => {
  const liftAll = (events: Recorded[]) => events.map((event) => lift(upcasts, event));
  return {
    ...store,
    read: async (stream, after) => liftAll(await store.read(stream, after)),
    readMany: async (streams) =>
      new Map([...(await store.readMany(streams))].map(([stream, events]) => [stream, liftAll(events)])),
    readAll: async (after, limit) => liftAll(await store.readAll(after, limit)),
  };
};
