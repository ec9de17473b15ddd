import type { Recorded } from '../messages.ts';
import type { Database } from '../sqlite.ts';
import type { Checked } from './checked-commit.ts';
import type { Appended, Commit } from './event-store.ts';

export type CommitRow = { number: number; events: string };
export type WholeRow = CommitRow & { stream: string; commandId: string; requestHash: string; claims: string };

/** One transaction; each append sees those before it. */
export const appendAll = (database: Database, group: Checked[]): Appended[] =>
  database.transaction(() => group.map((commit) => appendOne(database, commit)));

const appendOne = (database: Database, { commit, json }: Checked): Appended => {
  const { stream, expectedRevision, events, commandId, requestHash, claims = [] } = commit;
  if (database.get('SELECT 1 FROM commits WHERE command_id = ?', commandId)) return { outcome: 'repeated' };
  if (revisionOf(database, stream) !== expectedRevision) return { outcome: 'conflict' };
  for (const claim of claims) {
    const holder = holderOf(database, claim);
    if (holder !== undefined && holder !== stream) return { outcome: 'claimed', claim };
  }

  for (const claim of claims) database.run('INSERT OR IGNORE INTO claims VALUES (?, ?)', claim, stream);
  const last = expectedRevision + events.length;
  const { lastInsertRowid } = database
    .statement(
      `INSERT INTO commits (stream, first_revision, last_revision, command_id, request_hash, claims, events)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(stream, expectedRevision + 1, last, commandId, requestHash, JSON.stringify(claims), json);
  return { outcome: 'appended', events: eventsOf({ number: Number(lastInsertRowid), events: json }) };
};

const revisionOf = (database: Database, stream: string): number => {
  const sql = `SELECT last_revision AS revision FROM commits WHERE stream = ?
    ORDER BY first_revision DESC LIMIT 1`;
  return database.get<{ revision: number }>(sql, stream)?.revision ?? 0;
};

export const holderOf = (database: Database, claim: string) =>
  database.get<{ stream: string }>('SELECT stream FROM claims WHERE claim = ?', claim)?.stream;

export const commitOf = ({ claims, number, events, ...row }: WholeRow): Commit => ({
  ...row,
  number,
  claims: JSON.parse(claims) as string[],
  events: eventsOf({ number, events }),
});

/** Under its number; nothing where it is there already, an error where another is. */
export const restoreOne = (database: Database, { number, stream, commandId, ...commit }: Commit) => {
  const there = database.get<{ commandId: string }>(
    'SELECT command_id AS commandId FROM commits WHERE number = ?',
    number,
  );
  if (there?.commandId === commandId) return;
  if (there) throw new Error(`Commit ${number} is ${there.commandId} here, but ${commandId} in the copy.`);
  for (const claim of commit.claims)
    database.run('INSERT OR IGNORE INTO claims VALUES (?, ?)', claim, stream);
  const first = commit.events[0]!.revision;
  database.run(
    `INSERT INTO commits (number, stream, first_revision, last_revision, command_id, request_hash, claims, events)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    number,
    stream,
    first,
    first + commit.events.length - 1,
    commandId,
    commit.requestHash,
    JSON.stringify(commit.claims),
    JSON.stringify(commit.events.map(({ position: _, ...event }) => event)),
  );
};

export const eventsOf = ({ number, events }: CommitRow): Recorded[] =>
  (JSON.parse(events) as Recorded[]).map((event, i) =>
    Object.assign(event, { position: number * 1_000 + i }),
  );
