import type { SQLInputValue } from 'node:sqlite';
import type { Database } from '../sqlite.ts';
import { ownTurn } from '../sqlite-turns.ts';
import { equals, pageSql, whereSql, type Sql } from './sqlite-query.ts';
import { storeInSlices, tableOf } from './sqlite-view-writes.ts';
import type { Document, DocumentState, Stored, View } from './view-store.ts';

export type Opened = {
  database: Database;
  name: string;
  onChange: (name: string) => void;
  /** The store's clock, epoch ms: never goes back. */
  now: () => number;
};

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
/** What another process stored may be seen this long after the time that it noted. */
const OVERLAP = 2_000;

export const openSqliteView = <V extends Document>(opened: Opened): View<V> => {
  const { database, name, onChange, now } = opened;
  const table = tableOf(name);
  const bodies = ({ text, values }: Sql): V[] => {
    const rows = database.statement(text).all(...values) as { body: string }[];
    return rows.map(({ body }) => JSON.parse(body) as V);
  };
  const documents = (condition: string, ...values: SQLInputValue[]): Stored<V>[] =>
    database.all<DocumentRow>(`SELECT ${COLUMNS} FROM ${table} ${condition}`, ...values).map(storedOf<V>);
  const countOf = ({ text, values }: Sql, limit: number): number => {
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${text} LIMIT ?)`;
    return database.get<{ n: number }>(sql, ...values, limit)!.n;
  };

  return {
    name,

    async load(ids) {
      const found = documents('WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
      return new Map(found.map((document) => [document.id, document]));
    },

    async store(changed, checkpoint) {
      const lost = await storeInSlices(opened, changed, checkpoint);
      // A checkpoint of the same file is never ahead of its documents; one kept elsewhere waits for them.
      if (!checkpoint) await database.synced();
      if (changed.length > lost.length) onChange(name);
      return lost;
    },

    async get(ids) {
      const text = `SELECT body FROM ${table} WHERE id IN (SELECT value FROM json_each(?)) AND state = 'live'`;
      const found = bodies({ text, values: [JSON.stringify(ids)] });
      const byId = new Map(found.map((document) => [document.id, document]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    find: async (query) => bodies(pageSql(table, query)),

    // One prepared statement, run for each value in one turn: faster here than one statement for all of them.
    findEach: async (field, given, query) =>
      given.map((value) => bodies(pageSql(table, query, equals(field, value)))),

    count: async (where, limit) => countOf(whereSql(where), limit),

    countEach: async (field, given, where, limit) =>
      given.map((value) => countOf(whereSql(where, equals(field, value)), limit)),

    async changedSince(instant) {
      const asOf = now();
      return { documents: documents('WHERE stored_at >= ? ORDER BY stored_at', instant - OVERLAP), asOf };
    },

    async scan(afterId, limit) {
      await ownTurn(); // a comparison reads everything
      return documents('WHERE id > ? ORDER BY id LIMIT ?', afterId, limit);
    },
  };
};

const storedOf = <V extends Document>(row: DocumentRow): Stored<V> => ({
  id: row.id,
  body: JSON.parse(row.body) as Partial<V>,
  state: row.state,
  broken: row.broken === 1,
  revision: row.revision,
  applied: JSON.parse(row.applied) as Record<string, number>,
  writes: row.writes,
});
