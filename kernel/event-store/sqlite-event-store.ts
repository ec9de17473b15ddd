import { DomainError } from '../domain-error.ts';
import type { Recorded } from '../messages.ts';
import { openDatabase, type Database } from '../sqlite.ts';
import type { Appended, EventStore, NewCommit } from './event-store.ts';

// The stored format: a commit is one row, its number the total order. Add to it, never rename.
const TABLES = `
  CREATE TABLE IF NOT EXISTS commits (
    number INTEGER PRIMARY KEY, stream TEXT NOT NULL, first_revision INTEGER NOT NULL,
    last_revision INTEGER NOT NULL, command_id TEXT NOT NULL UNIQUE, request_hash TEXT NOT NULL,
    events TEXT NOT NULL, UNIQUE (stream, first_revision)) STRICT;
  CREATE TABLE IF NOT EXISTS claims (claim TEXT PRIMARY KEY, stream TEXT NOT NULL) STRICT;
`;

const MOST_EVENTS = 1_000;
const MOST_BYTES = 64 * 1024;
const MOST_WAITING = 10_000;

type Waiting = { commit: NewCommit; resolve(appended: Appended): void; reject(error: unknown): void };
type CommitRow = { number: number; events: string };

/** Appends of one turn of the event loop share a transaction: 64 of them wait for one write to disk. */
export const openSqliteEventStore = async (file: string): Promise<EventStore> => {
  const database = openDatabase(file, 'FULL');
  database.exec(TABLES);
  const listeners = new Set<() => void>();
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;

  const flush = () => {
    flushing = undefined;
    const group = waiting;
    waiting = [];
    settle(database, group);
    for (const listener of listeners) listener();
  };

  return {
    async append(commit) {
      checkSize(commit);
      if (waiting.length >= MOST_WAITING)
        throw new DomainError('OVERLOADED', `${MOST_WAITING} appends are waiting already: try again.`);
      flushing ??= new Promise((resolve) => setImmediate(() => resolve(flush())));
      return new Promise((resolve, reject) => waiting.push({ commit, resolve, reject }));
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

    readAll: async (afterPosition, limit) => readTail(database, afterPosition, limit),

    async findCommand(commandId) {
      const sql = 'SELECT stream, request_hash AS requestHash FROM commits WHERE command_id = ?';
      const row = database.get<{ stream: string; requestHash: string }>(sql, commandId);
      return row && { ...row };
    },

    holderOf: async (claim) => holderOf(database, claim),

    async end() {
      const sql = 'SELECT number, events FROM commits ORDER BY number DESC LIMIT 1';
      const last = database.get<CommitRow>(sql);
      return last ? eventsOf(last).at(-1)!.position : 0;
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

const checkSize = ({ stream, events }: NewCommit) => {
  if (events.length === 0 || events.length > MOST_EVENTS)
    throw new RangeError(
      `Expected 1 to ${MOST_EVENTS} events in a commit of ${stream}, got ${events.length}.`,
    );
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (bytes > MOST_BYTES)
      throw new RangeError(
        `Expected an event of at most ${MOST_BYTES} bytes, got a ${event.type} of ${bytes}.`,
      );
  }
};

/** One transaction for the whole group; when it fails, nobody's outcome is known. */
const settle = (database: Database, group: Waiting[]) => {
  try {
    const outcomes = database.transaction(() => group.map(({ commit }) => appendOne(database, commit)));
    group.forEach(({ resolve }, i) => resolve(outcomes[i]!));
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
};

const appendOne = (database: Database, commit: NewCommit): Appended => {
  const { stream, expectedRevision, events, commandId, requestHash, claims = [] } = commit;
  if (database.get('SELECT 1 FROM commits WHERE command_id = ?', commandId)) return { outcome: 'repeated' };
  const last = database.get<{ revision: number | null }>(
    'SELECT max(last_revision) AS revision FROM commits WHERE stream = ?',
    stream,
  );
  if ((last?.revision ?? 0) !== expectedRevision) return { outcome: 'conflict' };
  for (const claim of claims) {
    const holder = holderOf(database, claim);
    if (holder !== undefined && holder !== stream) return { outcome: 'claimed', claim };
  }

  for (const claim of claims) database.run('INSERT OR IGNORE INTO claims VALUES (?, ?)', claim, stream);
  const first = expectedRevision + 1;
  const inserted = database
    .statement(
      `INSERT INTO commits (stream, first_revision, last_revision, command_id, request_hash, events)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(stream, first, first + events.length - 1, commandId, requestHash, JSON.stringify(events));
  return { outcome: 'appended', events: positioned(Number(inserted.lastInsertRowid), events as Recorded[]) };
};

const holderOf = (database: Database, claim: string) =>
  database.get<{ stream: string }>('SELECT stream FROM claims WHERE claim = ?', claim)?.stream;

const readStream = (database: Database, stream: string, afterRevision: number): Recorded[] =>
  database
    .all<CommitRow>(
      'SELECT number, events FROM commits WHERE stream = ? AND last_revision > ? ORDER BY first_revision',
      stream,
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

const eventsOf = ({ number, events }: CommitRow): Recorded[] => positioned(number, JSON.parse(events));

const positioned = (number: number, events: Recorded[]): Recorded[] =>
  events.map((event, i) => ({ ...event, position: number * 1_000 + i }));
