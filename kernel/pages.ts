import type { EventStore } from './event-store/event-store.ts';
import type { Recorded } from './messages.ts';
import { emptyDocument, fold, type Projection } from './projection.ts';
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

/** The document with these events of its stream folded in; null while readers must not see it. */
export const pageOf = (projection: Projection, stored: Stored, events: Recorded[]): Document | null => {
  const { state, body } = stored.broken
    ? stored
    : events
        .filter(({ revision }) => revision > stored.revision)
        .reduce((document, event) => foldOwn(projection, document, event), stored);
  return state === 'live' ? (body as Document) : null;
};

/** A handler that throws will break the document when the projector meets it; readers keep the last good one. */
const foldOwn = (projection: Projection, document: Stored, event: Recorded): Stored => {
  try {
    return fold(projection, document, event);
  } catch {
    return document;
  }
};
