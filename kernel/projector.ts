import type { Logger } from './logger.ts';
import type { Recorded } from './messages.ts';
import { applyTo, emptyDocument, keysOf, type Projection } from './projection.ts';
import type { Checkpoint, Stored, View } from './view-store/view-store.ts';

/** Where events come from: the name under which positions are noted as applied, and whether it is the own log. */
export type Source = { name: string; isOwn: boolean };

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
  let waiting: { source: Source; events: Recorded[] }[] = [];
  let waitingCount = 0;

  const load = async (events: Recorded[], isOwn: boolean) => {
    const missing = new Set<string>();
    for (const event of events)
      for (const id of keysOf(projection, event, isOwn)) if (!documents.has(id)) missing.add(id);
    if (missing.size === 0) return;
    const stored = await view.load([...missing]);
    for (const id of missing) documents.set(id, stored.get(id) ?? emptyDocument(id));
  };

  const apply = (event: Recorded, { name, isOwn }: Source, among?: Set<string>) => {
    for (const id of keysOf(projection, event, isOwn)) {
      if (among && !among.has(id)) continue;
      const before = documents.get(id)!;
      const after = applyTo(projection, before, event, name);
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
    const stored = await view.load(lost);
    for (const id of lost) documents.set(id, stored.get(id) ?? emptyDocument(id));
    for (const { source, events } of waiting) for (const event of events) apply(event, source, among);
  };

  const forget = () => {
    documents.clear();
    changed.clear();
    waiting = [];
    waitingCount = 0;
  };

  return {
    async fold(events: Recorded[], source: Source) {
      await load(events, source.isOwn);
      waiting.push({ source, events });
      waitingCount += events.length;
      for (const event of events) apply(event, source);
    },

    /** So much is waiting that it should be stored although more is to come. */
    isFull: () => changed.size >= MOST_DOCUMENTS || waitingCount >= MOST_EVENTS,

    /** Durable when it resolves. Empties the memory: nothing is remembered between batches. */
    async flush(checkpoint?: Checkpoint) {
      for (;;) {
        const lost = await view.store(
          [...changed].map((id) => documents.get(id)!),
          checkpoint,
        );
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
