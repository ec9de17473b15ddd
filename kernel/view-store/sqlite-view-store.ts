import { randomBytes } from 'node:crypto';
import { openDatabase } from '../sqlite.ts';
import { fieldExpression } from './sqlite-query.ts';
import { openSqliteView, saveCheckpoint, tableOf } from './sqlite-view.ts';
import type { Document, ViewDefinition, ViewStore } from './view-store.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS generation (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL) STRICT;
`;

/**
 * A table for each version of each view, in the file of its service. Not synced on its own (NORMAL): in
 * one file the views' last writes cannot outlive the events that they come from.
 */
export const openSqliteViewStore = async (file: string): Promise<ViewStore> => {
  const database = openDatabase(file, 'NORMAL');
  database.exec(TABLES);
  database.run('INSERT OR IGNORE INTO generation VALUES (1, ?)', randomBytes(6).toString('hex'));
  const listeners = new Set<(view: string) => void>();
  const onChange = (view: string) => listeners.forEach((listener) => listener(view));
  const fingerprint = (name: string) => {
    const sql = `SELECT count(*) || '/' || total(writes) AS value FROM ${tableOf(name)}`;
    return database.get<{ value: string }>(sql)!.value;
  };

  return {
    async open<V extends Document>(definition: ViewDefinition) {
      database.transaction(() => database.exec(createTable(definition)));
      return openSqliteView<V>(database, definition.name, onChange);
    },

    async checkpoint(name) {
      const sql = 'SELECT position FROM checkpoints WHERE name = ?';
      return database.get<{ position: number }>(sql, name)?.position ?? 0;
    },

    async saveCheckpoint(checkpoint) {
      saveCheckpoint(database, checkpoint);
    },

    async generation() {
      return database.get<{ value: string }>('SELECT value FROM generation')!.value;
    },

    async views() {
      const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'view\\_%' ESCAPE '\\'`;
      return database.all<{ name: string }>(sql).map(({ name }) => name.slice('view_'.length));
    },

    async drop(name) {
      database.exec(`DROP TABLE IF EXISTS ${tableOf(name)}`);
    },

    fingerprint: async (name) => fingerprint(name),

    async replace(name, by, expected) {
      return database.transaction(() => {
        if (fingerprint(name) !== expected) return false;
        // Copied, not renamed: indexes keep the name of the table that they were made for.
        database.exec(`DELETE FROM ${tableOf(name)}; INSERT INTO ${tableOf(name)} SELECT * FROM ${tableOf(by)};
          DROP TABLE ${tableOf(by)}`);
        return true;
      });
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async close() {
      database.close();
    },
  };
};

/** Keeps its rowid: without it replays were half as fast. The indexes are named by what they are on. */
const createTable = ({ name, indexes }: ViewDefinition): string => {
  const table = tableOf(name);
  const all = [['stored_at'], ...indexes.map((fields) => [...fields.map(fieldExpression), 'id'])];
  const create = (columns: string[]) => {
    const index = `${table.slice(0, -1)} ${columns.join(' ').replaceAll(/[^\w ]/g, '')}"`;
    return `CREATE INDEX IF NOT EXISTS ${index} ON ${table} (${columns.join(', ')});`;
  };
  return `
    CREATE TABLE IF NOT EXISTS ${table} (
      id TEXT PRIMARY KEY, body TEXT NOT NULL, state TEXT NOT NULL, broken INTEGER NOT NULL,
      revision INTEGER NOT NULL, applied TEXT NOT NULL, writes INTEGER NOT NULL, stored_at INTEGER NOT NULL) STRICT;
    ${all.map(create).join('\n')}`;
};
