import type { StatementSync } from 'node:sqlite';
import { reached } from '../points.ts';
import type { Database } from '../sqlite.ts';
import { ownTurn } from '../sqlite-turns.ts';
import { fieldExpression } from './sqlite-query.ts';
import type { Checkpoint, Stored, ViewDefinition } from './view-store.ts';

/** A transaction holds the event loop: after this many milliseconds readers get their turn. */
const LONGEST = 5;

export const tableOf = (name: string) => quoted(`view_${name}`);

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Keeps its rowid: without it replays were half as fast. The indexes are named by what they are on. */
export const createTable = ({ name, indexes }: ViewDefinition): string => {
  const table = tableOf(name);
  const indexSql = (index: string, columns: string[]) =>
    `CREATE INDEX IF NOT EXISTS ${quoted(`view_${name} ${index}`)} ON ${table} (${columns.join(', ')});`;
  return `
    CREATE TABLE IF NOT EXISTS ${table} (
      id TEXT PRIMARY KEY, body TEXT NOT NULL, state TEXT NOT NULL, broken INTEGER NOT NULL,
      revision INTEGER NOT NULL, applied TEXT NOT NULL, writes INTEGER NOT NULL, stored_at INTEGER NOT NULL) STRICT;
    ${indexSql('stored_at', ['stored_at'])}
    ${indexes.map((fields) => indexSql(fields.join(), [...fields.map(fieldExpression), 'id'])).join('\n')}`;
};

type Replacing = { live: string; by: string; storedAt: number };

/**
 * Within a transaction. Copied, not renamed: indexes keep the name of the table that they were made for. Whoever has
 * loaded a document before must load it again: `writes` is above all that was.
 */
export const replaceAll = (database: Database, { live, by, storedAt }: Replacing) => {
  const [table, copy] = [tableOf(live), tableOf(by)];
  const { most } = database.get<{ most: number }>(`SELECT coalesce(max(writes), 0) AS most FROM ${table}`)!;
  database.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM ${copy}`);
  database.run(`UPDATE ${table} SET writes = writes + ?, stored_at = ?`, most, storedAt);
};

export const saveCheckpoint = (database: Database, { name, position }: Checkpoint) =>
  database.run('INSERT OR REPLACE INTO checkpoints VALUES (?, ?)', name, position);

type Writing = { database: Database; name: string; now: () => number };

/** Transactions of at most 5 ms, the checkpoint in the last one, and only when no document was lost. */
export const storeInSlices = async (
  { database, name, now }: Writing,
  documents: Stored[],
  checkpoint?: Checkpoint,
): Promise<string[]> => {
  const store = storing(database, tableOf(name));
  const lost: string[] = [];
  let next = 0;
  do {
    if (next > 0) await ownTurn();
    database.transaction(() => {
      const until = performance.now() + LONGEST;
      const storedAt = now(); // after the transaction has begun: it is seen at once
      for (; next < documents.length && performance.now() < until; next += 1)
        if (!store(documents[next]!, storedAt)) lost.push(documents[next]!.id);
      reached('project.mid');
      if (next === documents.length && lost.length === 0 && checkpoint) saveCheckpoint(database, checkpoint);
    });
  } while (next < documents.length);
  return lost;
};

/** Stores one document; false when its `writes` has moved on. */
const storing = (database: Database, table: string) => {
  const insert = database.statement(
    `INSERT OR IGNORE INTO ${table} (body, state, broken, revision, applied, stored_at, id, writes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ? + 1)`,
  );
  const update = database.statement(
    `UPDATE ${table} SET body = ?, state = ?, broken = ?, revision = ?, applied = ?, stored_at = ?,
     writes = writes + 1 WHERE id = ? AND writes = ?`,
  );
  return (document: Stored, storedAt: number): boolean =>
    runWith(document.writes === 0 ? insert : update, document, storedAt);
};

const runWith = (statement: StatementSync, document: Stored, storedAt: number): boolean => {
  const { id, body, state, broken, revision, applied, writes } = document;
  const [bodyJson, appliedJson] = [JSON.stringify(body), JSON.stringify(applied)];
  const { changes } = statement.run(
    bodyJson,
    state,
    Number(broken),
    revision,
    appliedJson,
    storedAt,
    id,
    writes,
  );
  return changes === 1;
};
