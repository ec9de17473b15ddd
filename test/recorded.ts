import type { Event, Recorded } from '../kernel/messages.ts';
import { applyTo, emptyDocument, keysOf, type Projection } from '../kernel/projection.ts';
import type { Document, Stored } from '../kernel/view-store/view-store.ts';

let count = 0;

/** An event as it would be stored: what a test does not say is filled in, positions rise by themselves. */
export const recorded = <E extends Event>(event: E, more: Partial<Recorded> = {}): Recorded<E> => ({
  id: `evt_${(count += 1)}`,
  schemaVersion: 1,
  stream: 'str_1',
  revision: count,
  position: count * 1_000,
  at: '2026-01-15T12:00:00.000Z',
  actor: { kind: 'user', id: 'usr_1' },
  commandId: `command-${count}`,
  correlationId: 'req_1',
  producer: { service: 'test', build: 'test' },
  ...more,
  ...event,
});

/** All documents of a view after these events, by id. */
export const projectAll = <V extends Document, E extends Event>(
  projection: Projection<V, E>,
  ...events: Recorded<E>[]
): Record<string, Stored<V>> => {
  const plain = projection as unknown as Projection;
  const documents: Record<string, Stored> = {};
  for (const event of events)
    for (const id of keysOf(plain, event))
      documents[id] = applyTo(plain, documents[id] ?? emptyDocument(id), event, 'test/tail');
  return documents as Record<string, Stored<V>>;
};

/** The one document that these events make: its body, once the root is applied. */
export const project = <V extends Document, E extends Event>(
  projection: Projection<V, E>,
  ...events: Recorded<E>[]
): Partial<V> | undefined => {
  const [document] = Object.values(projectAll(projection, ...events));
  return document?.state === 'live' ? document.body : undefined;
};
