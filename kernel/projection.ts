import { createHash } from 'node:crypto';
import type { Event, Recorded } from './messages.ts';
import type { Document, Stored, ViewDefinition } from './view-store/view-store.ts';

/** Returned by a handler whose event ends the document. */
export const REMOVED = Symbol('removed');

type Change<V> = Partial<V> | typeof REMOVED;

/** A method's type, so that a list may hold the projections of many kinds of events. */
type Handler<V, E extends Event> = {
  handle(event: Recorded<E>, document: Partial<V>, id: string): Change<V>;
}['handle'];

/**
 * Builds one view from events, and nothing but events: what a handler returns is merged into the
 * document. Handlers of one document commute across streams: own fields per source, sums add.
 * The kernel sets `id`, and `version` where the document has its stream's id (a page).
 */
export type Projection<V extends Document = Document, E extends Event = Event> = {
  view: string;
  /** Raised when a handler changes its meaning: the next build fills a collection beside the old one. */
  version: number;
  /** Readers see a document only once this is applied; without it, from the first event on. */
  root?: E['type'];
  /** The documents that an event concerns, read from the event alone. */
  key(event: Recorded<E>): string | string[] | undefined;
  on: { [T in E['type']]?: Handler<V, Extract<E, { type: T }>> };
  /** Set by the kernel on an aggregate's page: its documents carry their stream's id. */
  isPage?: boolean;
  /** Fields looked up or ordered by, together; the id is appended by itself. */
  indexes?: string[][];
};

/** The version is part of the name: the declared number and a hash of the event types handled. */
export const viewName = ({ view, version, on }: Projection) => {
  const types = createHash('sha256').update(Object.keys(on).sort().join()).digest('hex').slice(0, 6);
  return `${view}@${version}-${types}`;
};

export const viewDefinition = (projection: Projection): ViewDefinition => ({
  name: viewName(projection),
  indexes: projection.indexes ?? [],
});

/**
 * The documents an event touches. Every event of a page's own stream touches the page, because all of
 * them count in its `version`; that is asked for events of the service's own log.
 */
export const keysOf = (projection: Projection, event: Recorded, isOwn = false): string[] => {
  const handled = handledBy(projection, event);
  const isCounted = projection.isPage && isOwn && !handled.includes(event.stream);
  return isCounted ? [...handled, event.stream] : handled;
};

/** The documents whose handler the event is for. */
const handledBy = (projection: Projection, event: Recorded): string[] => {
  const keys = Object.hasOwn(projection.on, event.type) ? projection.key(event) : [];
  return keys === undefined ? [] : Array.isArray(keys) ? keys : [keys];
};

export const emptyDocument = (id: string): Stored => ({
  id,
  body: {},
  state: 'stub',
  broken: false,
  revision: 0,
  applied: {},
  writes: 0,
});

/**
 * Folds one event into one document. At or below the position applied from its source it changes
 * nothing; a handler that throws breaks this document alone, which keeps its last good body.
 */
export const applyTo = (projection: Projection, stored: Stored, event: Recorded, source: string): Stored => {
  if (stored.broken || event.position <= (stored.applied[source] ?? 0)) return stored;
  try {
    const folded = fold(projection, stored, event);
    return folded === stored
      ? stored
      : { ...folded, applied: { ...stored.applied, [source]: event.position } };
  } catch {
    return { ...stored, broken: true };
  }
};

/** The handler's change merged in, without regard to what was applied before. */
export const fold = (projection: Projection, stored: Stored, event: Recorded): Stored => {
  const isOwn = event.stream === stored.id;
  const revision = isOwn ? event.revision : stored.revision;
  // A page meets all events of its own stream, also those that concern other documents alone.
  const handler =
    isOwn && !handledBy(projection, event).includes(stored.id) ? undefined : projection.on[event.type];
  if (stored.state === 'removed') return { ...stored, revision };
  if (!handler) return stored.revision === 0 ? stored : versioned(stored, revision);

  const change = handler(event, stored.body, stored.id);
  if (change === REMOVED) return { ...stored, revision, state: 'removed', body: {} };
  const isRoot = projection.root === undefined || projection.root === event.type;
  const body = { ...stored.body, ...change, id: stored.id };
  const folded: Stored = { ...stored, revision, state: isRoot ? 'live' : stored.state, body };
  return isOwn ? versioned(folded, revision) : folded;
};

const versioned = (stored: Stored, revision: number): Stored => ({
  ...stored,
  revision,
  body: { ...stored.body, version: revision } as Stored['body'],
});
