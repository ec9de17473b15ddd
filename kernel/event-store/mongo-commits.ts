import type { Collection, Db } from 'mongodb';
import type { Recorded } from '../messages.ts';
import type { Commit, NewCommit } from './event-store.ts';

/**
 * The stored format: one document is one commit. Add to it, never rename. The `_id` is the stream and the
 * first revision, so that the optimistic lock costs no index of its own. `events` is JSON text: BSON would
 * not give every number and key back as it was.
 */
export type CommitDocument = {
  _id: string;
  stream: string;
  lastRevision: number;
  /** The commit of the same stream before this one; null for the first. */
  previous: string | null;
  commandId: string;
  requestHash: string;
  claims?: string[];
  events: string;
  /** Its own `_id`, until it has a number. */
  pending?: string;
  /** Its place in the total order: 1, 2, 3 … */
  number?: number;
};

export type Commits = Collection<CommitDocument>;

export const openCommits = async (database: Db): Promise<Commits> => {
  const commits = database.collection<CommitDocument>('commits');
  const once = { unique: true, sparse: true };
  await commits.createIndexes([
    { key: { commandId: 1 }, name: 'commandId', unique: true },
    { key: { claims: 1 }, name: 'claims', ...once },
    { key: { pending: 1 }, name: 'pending', ...once },
    { key: { number: 1 }, name: 'number', ...once },
  ]);
  return commits;
};

export const idOf = (stream: string, firstRevision: number) => `${stream}/${firstRevision}`;

export const documentOf = (commit: NewCommit, json: string, previous: string | null): CommitDocument => {
  const { stream, expectedRevision, events, commandId, requestHash, claims = [] } = commit;
  return {
    _id: idOf(stream, expectedRevision + 1),
    stream,
    lastRevision: expectedRevision + events.length,
    previous,
    commandId,
    requestHash,
    ...(claims.length > 0 && { claims }),
    events: json,
  };
};

/** Position 0 while the commit waits for its number. */
export const eventsOf = ({ number, events }: CommitDocument): Recorded[] =>
  (JSON.parse(events) as Recorded[]).map((event, i) =>
    Object.assign(event, { position: number === undefined ? 0 : number * 1_000 + i }),
  );

export const commitOf = (document: CommitDocument): Commit => ({
  number: document.number!,
  stream: document.stream,
  commandId: document.commandId,
  requestHash: document.requestHash,
  claims: document.claims ?? [],
  events: eventsOf(document),
});
