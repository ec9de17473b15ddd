import type { EventStore } from './event-store/event-store.ts';
import type { Recorded } from './messages.ts';
import { applyTo, emptyDocument, type Projection } from './projection.ts';
import type { Document, Stored, View } from './view-store/view-store.ts';

/**
 * Page documents by id, each with the events of its own stream folded in that its view has not seen
 * yet: who has just written reads their own write, although no worker has run. Two store calls.
 */
export const createPages = (projection: Projection, view: View, eventStore: EventStore) => ({
  async get(ids: string[]): Promise<(Document | null)[]> {
    const stored = await view.load(ids);
    const newer = await eventStore.readMany(
      ids.map((id) => ({ stream: id, afterRevision: stored.get(id)?.revision ?? 0 })),
    );
    return ids.map((id) => pageOf(projection, stored.get(id) ?? emptyDocument(id), newer.get(id) ?? []));
  },
});

/**
 * The document with these events of its stream folded in as the projector will; null while readers must
 * not see it. Counted by revision: the newest may have no position yet.
 */
export const pageOf = (projection: Projection, stored: Stored, events: Recorded[]): Document | null => {
  const { state, body } = events
    .filter(({ revision }) => revision > stored.revision)
    .reduce(
      (document, event) => applyTo(projection, document, { ...event, position: event.revision }, 'page'),
      stored,
    );
  return state === 'live' ? (body as Document) : null;
};
