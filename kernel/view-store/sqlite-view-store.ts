import { randomBytes } from 'node:crypto';
import { openDatabase } from '../sqlite.ts';
import { openSqliteView } from './sqlite-view.ts';
import { createTable, replaceAll, saveCheckpoint, tableOf } from './sqlite-view-writes.ts';
import type { Document, ViewDefinition, ViewStore } from './view-store.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS generation (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL) STRICT;
`;

/**
 * A table for each version of each view, in the file of its service. Not synced with each commit (NORMAL):
 * the file's write-ahead log is one sequence, a power cut loses only its end, and the events that a view's
 * last writes come from stand before them. So views never run ahead of the log. Documents that come from
 * the bus are synced before `store` resolves, because the bus keeps its offsets in another file.
 */
export const openSqliteViewStore = async (file: string): Promise<ViewStore> => {
  const database = openDatabase(file, 'NORMAL');
  database.exec(TABLES);
  database.run('INSERT OR IGNORE INTO generation VALUES (1, ?)', randomBytes(6).toString('hex'));
  const listeners = new Set<(view: string) => void>();
  const onChange = (view: string) => listeners.forEach((listener) => listener(view));
  let latest = 0;
  const now = () => (latest = Math.max(latest, Date.now())); // although the system's clock may be set back
  const fingerprint = (name: string) => {
    const sql = `SELECT count(*) || '/' || total(writes) AS value FROM ${tableOf(name)}`;
    return database.get<{ value: string }>(sql)!.value;
  };

  return {
    async open<V extends Document>(definition: ViewDefinition) {
      database.transaction(() => database.exec(createTable(definition)));
      return openSqliteView<V>({ database, name: definition.name, onChange, now });
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

    async replace(live, by) {
      return database.transaction(() => {
        if ([live, by].some((one) => fingerprint(one.name) !== one.fingerprint)) return false;
        replaceAll(database, { live: live.name, by: by.name, storedAt: now() });
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
