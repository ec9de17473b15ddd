import type { Logger } from './logger.ts';
import type { Recorded } from './messages.ts';
import { reached } from './points.ts';
import { applyTo, emptyDocument, keysOf, type Projection } from './projection.ts';
import type { Checkpoint, Stored, View } from './view-store/view-store.ts';

/** Where events come from: the name under which positions are noted as applied, and whether it is the own log. */
export type Source = { name: string; isOwn: boolean };

/** `ids`: the documents that the event touches. */
type Keyed = { event: Recorded; source: Source; ids: string[] };
type Projecting = { projection: Projection; view: View; log: Logger };

/** Documents kept between writes while catching up; beyond it they are stored. */
const MOST_DOCUMENTS = 20_000;
const MOST_EVENTS = 50_000;

/**
 * Folds events into one view. `fold` works in memory; `flush` makes it durable, then saves the
 * checkpoint. What another process wrote meanwhile is loaded and folded again: `applied` makes that
 * harmless, as it does redelivery.
 */
export const createProjector = ({ projection, view, log }: Projecting) => {
  const documents = new Map<string, Stored>();
  const changed = new Set<string>();
  let waiting: Keyed[] = [];
  let position = 0;

  /** A key that cannot be read is a fault of the projection: the event is told of and passed over. */
  const keyed = (event: Recorded, source: Source): Keyed => {
    try {
      return { event, source, ids: keysOf(projection, event, source.isOwn) };
    } catch (error) {
      log.error(
        { error, view: view.name, event: event.id },
        'A projection has no key for an event: passed over.',
      );
      return { event, source, ids: [] };
    }
  };

  const load = async (batch: Keyed[]) => {
    const missing = new Set<string>();
    for (const { ids } of batch) for (const id of ids) if (!documents.has(id)) missing.add(id);
    if (missing.size === 0) return;
    const stored = await view.load([...missing]);
    for (const id of missing) documents.set(id, stored.get(id) ?? emptyDocument(id));
  };

  const apply = ({ event, source, ids }: Keyed, among?: Set<string>) => {
    for (const id of ids) {
      if (among && !among.has(id)) continue;
      const before = documents.get(id)!;
      const after = applyTo(projection, before, event, source.name);
      if (after === before) continue;
      if (after.broken)
        log.error({ view: view.name, id, event: event.id }, 'A projection threw: document broken.');
      documents.set(id, after);
      changed.add(id);
    }
  };

  const foldAgain = async (lost: string[]) => {
    const among = new Set(lost);
    for (const id of lost) documents.delete(id);
    await load(waiting);
    for (const one of waiting) apply(one, among);
  };

  const forget = () => {
    documents.clear();
    changed.clear();
    waiting = [];
  };

  return {
    async fold(events: Recorded[], source: Source) {
      const batch = events.map((event) => keyed(event, source));
      await load(batch);
      for (const one of batch) {
        waiting.push(one);
        apply(one);
      }
      position = events.at(-1)?.position ?? position;
    },

    /** So much is waiting that it should be stored although more is to come. */
    isFull: () => changed.size >= MOST_DOCUMENTS || waiting.length >= MOST_EVENTS,

    /** Durable when it resolves, and so is the checkpoint of that name: the last position folded. */
    async flush(name?: string) {
      const checkpoint: Checkpoint | undefined = name === undefined ? undefined : { name, position };
      for (;;) {
        reached('project.before');
        const lost = await view.store(
          [...changed].map((id) => documents.get(id)!),
          checkpoint,
        );
        reached('project.after');
        changed.clear();
        if (lost.length === 0) return forget();
        await foldAgain(lost);
      }
    },

    /** After a failure: what was not stored is folded again from the checkpoint. */
    forget,
  };
};

export type Projector = ReturnType<typeof createProjector>;
