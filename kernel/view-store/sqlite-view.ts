import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SQLInputValue } from 'node:sqlite';
import type { Database } from '../sqlite.ts';
import { fieldExpression, querySql, whereSql } from './sqlite-query.ts';
import type { Checkpoint, Document, DocumentState, Stored, View } from './view-store.ts';

type DocumentRow = {
  id: string;
  body: string;
  state: DocumentState;
  broken: number;
  revision: number;
  applied: string;
  writes: number;
};

const COLUMNS = 'id, body, state, broken, revision, applied, writes';
/** A transaction holds the event loop: after this many milliseconds readers get their turn. */
const LONGEST = 5;
/** A writer may store its documents this long after it took the time. */
const OVERLAP = 2_000;
const AT_ONCE = 100;

export const tableOf = (name: string) => `"view_${name.replaceAll('"', '')}"`;

export const saveCheckpoint = (database: Database, { name, position }: Checkpoint) =>
  database.run('INSERT OR REPLACE INTO checkpoints VALUES (?, ?)', name, position);

export const openSqliteView = <V extends Document>(
  database: Database,
  name: string,
  onChange: (name: string) => void,
): View<V> => {
  const table = tableOf(name);
  const read = (sql: string, ...values: SQLInputValue[]): V[] =>
    database.all<{ body: string }>(sql, ...values).map(({ body }) => JSON.parse(body) as V);
  const eachSql = (field: string, value: string) => ({
    text: `${fieldExpression(field)} = ?`,
    values: [value],
  });

  return {
    name,

    async load(ids) {
      const sql = `SELECT ${COLUMNS} FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`;
      const rows = database.all<DocumentRow>(sql, JSON.stringify(ids));
      return new Map(rows.map((row) => [row.id, storedOf<V>(row)]));
    },

    async store(documents, checkpoint) {
      const lost = await storeInSlices(database, table, documents, checkpoint);
      if (documents.length > lost.length) onChange(name);
      return lost;
    },

    async get(ids) {
      const sql = `SELECT body FROM ${table} WHERE id IN (SELECT value FROM json_each(?)) AND state = 'live'`;
      const byId = new Map(read(sql, JSON.stringify(ids)).map((document) => [document.id, document]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    async find(query) {
      const { text, values } = querySql(query);
      return read(`SELECT body FROM ${table} ${text}`, ...values);
    },

    async findEach(field, given, query) {
      const found: V[][] = given.map(() => []);
      for (let start = 0; start < given.length; start += AT_ONCE) {
        const parts = given
          .slice(start, start + AT_ONCE)
          .map((value) => querySql(query, eachSql(field, value)));
        const sql = parts.map(
          ({ text }, i) => `SELECT * FROM (SELECT ${i} AS part, body FROM ${table} ${text})`,
        );
        const rows = database.all<{ part: number; body: string }>(
          sql.join(' UNION ALL '),
          ...parts.flatMap(({ values }) => values),
        );
        for (const { part, body } of rows) found[start + part]!.push(JSON.parse(body) as V);
      }
      return found;
    },

    async count(where, limit) {
      const { text, values } = whereSql(where);
      const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${text} LIMIT ?)`;
      return database.get<{ n: number }>(sql, ...values, limit)!.n;
    },

    async countEach(field, given, where, limit) {
      const { text, values } = whereSql(where);
      const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM ${table}
        WHERE ${eachSql(field, '').text} AND ${text} LIMIT ?)`;
      return given.map((value) => database.get<{ n: number }>(sql, value, ...values, limit)!.n);
    },

    async changedSince(instant) {
      const asOf = Date.now();
      const sql = `SELECT ${COLUMNS} FROM ${table} WHERE stored_at >= ? ORDER BY stored_at`;
      return { documents: database.all<DocumentRow>(sql, instant - OVERLAP).map(storedOf<V>), asOf };
    },

    async scan(afterId, limit) {
      const sql = `SELECT ${COLUMNS} FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`;
      return database.all<DocumentRow>(sql, afterId, limit).map(storedOf<V>);
    },
  };
};

const storedOf = <V extends Document>({ body, broken, applied, ...row }: DocumentRow): Stored<V> => ({
  ...row,
  body: JSON.parse(body),
  broken: broken === 1,
  applied: JSON.parse(applied),
});

/** Transactions of at most 5 ms, the checkpoint in the last one, and only when no document was lost. */
const storeInSlices = async (
  database: Database,
  table: string,
  documents: Stored[],
  checkpoint?: Checkpoint,
) => {
  const lost: string[] = [];
  let next = 0;
  do {
    if (next > 0) await nextTurn();
    database.transaction(() => {
      const until = performance.now() + LONGEST;
      for (; next < documents.length && performance.now() < until; next += 1)
        if (!storeOne(database, table, documents[next]!)) lost.push(documents[next]!.id);
      if (next === documents.length && lost.length === 0 && checkpoint) saveCheckpoint(database, checkpoint);
    });
  } while (next < documents.length);
  return lost;
};

const storeOne = (database: Database, table: string, document: Stored): boolean => {
  const { id, body, state, broken, revision, applied, writes } = document;
  const values = [JSON.stringify(body), state, Number(broken), revision, JSON.stringify(applied), Date.now()];
  const sql =
    writes === 0
      ? `INSERT OR IGNORE INTO ${table} (body, state, broken, revision, applied, stored_at, id, writes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ? + 1)`
      : `UPDATE ${table} SET body = ?, state = ?, broken = ?, revision = ?, applied = ?, stored_at = ?,
         writes = writes + 1 WHERE id = ? AND writes = ?`;
  return database.run(sql, ...values, id, writes) === 1;
};
