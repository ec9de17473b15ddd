import type { Request } from './command-handler.ts';
import type { Unpositioned } from './event-store/event-store.ts';
import type { Ids } from './ids.ts';
import type { Command, Event } from './messages.ts';
import { currentVersion, type Upcasts } from './upcasting.ts';

export type Stamping = { service: string; build: string; ids: Ids; upcasts: Upcasts<Event> };

type Place = { stream: string; revision: number; command: Command; request: Request };

/** The events of one commit as they are stored: who, when, why, by which build. */
export const stampAll = (
  { service, build, ids, upcasts }: Stamping,
  events: Event[],
  { stream, revision, command, request }: Place,
): Unpositioned[] => {
  const { commandId, correlationId, causationId, traceparent } = request;
  return events.map(({ type, data }, i) => ({
    id: ids.next('evt'),
    type,
    schemaVersion: currentVersion(upcasts, type),
    stream,
    revision: revision + 1 + i,
    at: command.at, // one instant for one fact: what the decider was told
    actor: command.by,
    commandId,
    correlationId,
    ...(causationId !== undefined && { causationId }),
    ...(traceparent !== undefined && { traceparent }),
    producer: { service, build },
    data,
  }));
};
