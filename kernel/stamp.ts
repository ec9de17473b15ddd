import type { Clock } from './clock.ts';
import type { Unpositioned } from './event-store/event-store.ts';
import type { Ids } from './ids.ts';
import type { Command, Event } from './messages.ts';
import { currentVersion, type Upcasts } from './upcasting.ts';

export type Stamping = { service: string; build: string; clock: Clock; ids: Ids; upcasts: Upcasts<Event> };

export type Cause = { command: Command; commandId: string; correlationId: string; causationId?: string };

/** The events of one commit as they are stored: who, when, why, by which build. */
export const stampAll = (
  { service, build, clock, ids, upcasts }: Stamping,
  events: Event[],
  { stream, revision, cause }: { stream: string; revision: number; cause: Cause },
): Unpositioned[] => {
  const { command, ...causes } = cause;
  const at = clock.now().toISOString();
  return events.map(({ type, data }, i) => ({
    id: ids.next('evt'),
    type,
    schemaVersion: currentVersion(upcasts, type),
    stream,
    revision: revision + 1 + i,
    at,
    actor: command.by,
    ...causes,
    producer: { service, build },
    data,
  }));
};
