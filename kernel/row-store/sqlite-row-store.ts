import { openDatabase, type Database } from '../sqlite.ts';
import type { Row, Rows, RowStore } from './row-store.ts';

/** A table for each kind of row, in the file of its service; each write is a durable transaction. */
export const openSqliteRowStore = async (file: string): Promise<RowStore> => {
  const database = openDatabase(file, 'FULL');
  return {
    async open<R extends Row>(name: string, indexes: (string & keyof R)[] = []) {
      for (const word of [name, ...indexes])
        if (!/^\w+$/.test(word)) throw new TypeError(`Expected a name of letters and digits, got ${word}.`);
      const table = `rows_${name}`;
      database.exec(`CREATE TABLE IF NOT EXISTS ${table} (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT`);
      for (const field of indexes)
        database.exec(`CREATE INDEX IF NOT EXISTS ${table}_${field} ON ${table} (${fieldOf(field)})`);
      return openRows<R>(database, table, indexes);
    },
    async close() {
      database.close();
    },
  };
};

const fieldOf = (field: string) => `json_extract(body, '$.${field}')`;

const openRows = <R extends Row>(database: Database, table: string, indexes: string[]): Rows<R> => {
  const read = (sql: string, ...values: string[]): R[] =>
    database.all<{ body: string }>(sql, ...values).map(({ body }) => JSON.parse(body) as R);

  return {
    async get(ids) {
      const rows = read(
        `SELECT body FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(ids),
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    insert: async (row) =>
      database.run(`INSERT OR IGNORE INTO ${table} VALUES (?, ?)`, row.id, JSON.stringify(row)) === 1,

    update: async (id, change) =>
      database.transaction(() => {
        const [row] = read(`SELECT body FROM ${table} WHERE id = ?`, id);
        const changed = row && change(row);
        if (!changed) return false;
        database.run(`UPDATE ${table} SET body = ? WHERE id = ?`, JSON.stringify({ ...changed, id }), id);
        return true;
      }),

    async remove(ids) {
      database.run(`DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids));
    },

    async findBy(field, value) {
      if (!indexes.includes(field))
        throw new TypeError(`Expected one of ${indexes.join(', ')}, got ${field}.`);
      return read(`SELECT body FROM ${table} WHERE ${fieldOf(field)} = ? ORDER BY id`, value);
    },

    all: async () => read(`SELECT body FROM ${table} ORDER BY id`),
  };
};
