import type { Appended, EventStore, NewCommit } from '../../../kernel/event-store/event-store.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { range, until } from '../places.ts';

let count = 0;

type More = Partial<NewCommit> & { size?: number; data?: object };

/** A commit of `size` events with a commandId of its own; what a test does not say is filled in. */
export const commitOf = (stream: string, expectedRevision = 0, more: More = {}): NewCommit => {
  const { size = 1, data = {}, ...given } = more;
  const commandId = given.commandId ?? `command-${(count += 1)}`;
  const events = range(size).map((i) => ({
    id: `evt_${(count += 1)}`,
    type: 'Noted',
    data: { stream, ...data },
    schemaVersion: 1,
    stream,
    revision: expectedRevision + 1 + i,
    at: '2026-01-15T12:00:00.000Z',
    actor: { kind: 'user' as const, id: 'usr_1' },
    commandId,
    correlationId: 'req_1',
    producer: { service: 'test', build: 'test' },
  }));
  return { stream, expectedRevision, events, requestHash: `hash of ${commandId}`, ...given, commandId };
};

/** How often each outcome came. */
export const tally = (answers: Appended[]): Partial<Record<Appended['outcome'], number>> => {
  const counts: Partial<Record<Appended['outcome'], number>> = {};
  for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** The whole log once it has so many events: a store may give positions a little after the append. */
export const logOf = async (store: EventStore, size: number): Promise<Recorded[]> => {
  let log: Recorded[] = [];
  await until(async () => (log = await store.readAll(0, 1_000_000)).length >= size);
  return log;
};

/** The same once it has so many commits. */
export const logOfCommits = async (store: EventStore, commits: number): Promise<Recorded[]> => {
  await until(async () => (await store.readCommits(0, 1_000_000)).length >= commits);
  return store.readAll(0, 1_000_000);
};

/** What was asked to be stored, in a store's answer: all but the position, which comes later in some. */
export const withoutPosition = (events: Recorded[]) => events.map(({ position: _, ...event }) => event);

/** Says what is wrong with a log's positions: commits 1, 2, 3 …, the events of each counted from 0. */
export const disorder = (log: Recorded[]): string[] => {
  let [number, index, commandId] = [0, 0, ''];
  return log.flatMap((event) => {
    const isNext = event.commandId !== commandId;
    [number, index, commandId] = [number + Number(isNext), isNext ? 0 : index + 1, event.commandId];
    const expected = number * 1_000 + index;
    return event.position === expected ? [] : [`expected position ${expected}, got ${event.position}`];
  });
};
