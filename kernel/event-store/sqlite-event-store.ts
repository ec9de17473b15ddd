import { DomainError } from '../domain-error.ts';
import type { Recorded } from '../messages.ts';
import { openDatabase, type Database } from '../sqlite.ts';
import { ownTurn } from '../sqlite-turns.ts';
import { checked, type Checked } from './checked-commit.ts';
import type { Appended, EventStore } from './event-store.ts';
import { appendAll, commitOf, eventsOf, holderOf, restoreOne } from './sqlite-appends.ts';
import type { CommitRow, WholeRow } from './sqlite-appends.ts';

// The stored format: a commit is one row, its number the total order. Add to it, never rename.
const TABLES = `
  CREATE TABLE IF NOT EXISTS commits (
    number INTEGER PRIMARY KEY, stream TEXT NOT NULL, first_revision INTEGER NOT NULL,
    last_revision INTEGER NOT NULL, command_id TEXT NOT NULL UNIQUE, request_hash TEXT NOT NULL,
    events TEXT NOT NULL, claims TEXT NOT NULL DEFAULT '[]', UNIQUE (stream, first_revision)) STRICT;
  CREATE TABLE IF NOT EXISTS claims (claim TEXT PRIMARY KEY, stream TEXT NOT NULL) STRICT;
`;

const MOST_WAITING = 10_000;

type Waiting = Checked & { resolve(appended: Appended): void; reject(error: unknown): void };

/** Appends of one turn of the event loop share a transaction: 64 of them wait for one write to disk. */
export const openSqliteEventStore = async (file: string): Promise<EventStore> => {
  const database = openDatabase(file, 'FULL');
  database.exec(TABLES);
  addClaims(database);
  const listeners = new Set<() => void>();
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;

  const flush = () => {
    flushing = undefined;
    const group = waiting;
    waiting = [];
    if (settle(database, group)) for (const listener of listeners) listener();
  };

  return {
    async append(commit) {
      const complete = checked(commit);
      if (waiting.length >= MOST_WAITING)
        throw new DomainError('OVERLOADED', `${MOST_WAITING} appends are waiting already: try again.`);
      flushing ??= new Promise((resolve) => setImmediate(() => resolve(flush())));
      return new Promise((resolve, reject) => waiting.push({ ...complete, resolve, reject }));
    },

    read: async (stream, afterRevision = 0) => readStream(database, stream, afterRevision),

    async readMany(streams) {
      const found = new Map<string, Recorded[]>();
      for (const { stream, afterRevision } of streams) {
        const events = readStream(database, stream, afterRevision);
        if (events.length > 0) found.set(stream, events);
      }
      return found;
    },

    async readAll(afterPosition, limit) {
      await ownTurn(); // a tail that catches up lets other work of the process have its turn
      return readTail(database, afterPosition, limit);
    },

    async readCommits(afterNumber, limit) {
      await ownTurn();
      const sql = `SELECT number, stream, command_id AS commandId, request_hash AS requestHash, claims, events
        FROM commits WHERE number > ? ORDER BY number LIMIT ?`;
      return database.all<WholeRow>(sql, afterNumber, limit).map(commitOf);
    },

    async restore(commits) {
      database.transaction(() => commits.forEach((commit) => restoreOne(database, commit)));
      for (const listener of listeners) listener();
    },

    async findCommand(commandId) {
      const sql = 'SELECT stream, request_hash AS requestHash FROM commits WHERE command_id = ?';
      const row = database.get<{ stream: string; requestHash: string }>(sql, commandId);
      return row && { ...row };
    },

    holderOf: async (claim) => holderOf(database, claim),

    async end() {
      const sql = `SELECT number * 1000 + last_revision - first_revision AS position
        FROM commits ORDER BY number DESC LIMIT 1`;
      return database.get<{ position: number }>(sql)?.position ?? 0;
    },

    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async close() {
      await flushing;
      database.close();
    },
  };
};

/** Files of the first builds have no such column: what a stream claimed is then told with its first commit. */
const addClaims = (database: Database) => {
  const columns = database.all<{ name: string }>('PRAGMA table_info(commits)');
  if (columns.some(({ name }) => name === 'claims')) return;
  database.exec(`ALTER TABLE commits ADD COLUMN claims TEXT NOT NULL DEFAULT '[]';
    UPDATE commits SET claims = (SELECT json_group_array(claim) FROM claims WHERE claims.stream = commits.stream)
    WHERE first_revision = 1`);
};

/** One transaction for the whole group; when it fails, nobody's outcome is known. */
const settle = (database: Database, group: Waiting[]): boolean => {
  try {
    const outcomes = appendAll(database, group);
    group.forEach(({ resolve }, i) => resolve(outcomes[i]!));
    return outcomes.some(({ outcome }) => outcome === 'appended');
  } catch (error) {
    for (const { reject } of group) reject(error);
    return false;
  }
};

const readStream = (database: Database, stream: string, afterRevision: number): Recorded[] =>
  database
    .all<CommitRow>(
      // The index is on first revisions; a commit has at most 1,000.
      `SELECT number, events FROM commits
       WHERE stream = ? AND first_revision > ? - 1000 AND last_revision > ? ORDER BY first_revision`,
      stream,
      afterRevision,
      afterRevision,
    )
    .flatMap(eventsOf)
    .filter(({ revision }) => revision > afterRevision);

const readTail = (database: Database, afterPosition: number, limit: number): Recorded[] => {
  const events: Recorded[] = [];
  const from = Math.floor(afterPosition / 1_000);
  const rows = database.statement(
    'SELECT number, events FROM commits WHERE number >= ? ORDER BY number LIMIT ?',
  );
  for (const row of rows.iterate(from, limit + 1) as Iterable<CommitRow>) {
    for (const event of eventsOf(row)) if (event.position > afterPosition) events.push(event);
    if (events.length >= limit) break;
  }
  return events;
};
