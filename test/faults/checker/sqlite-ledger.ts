import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonicalJson } from '../../../kernel/canonical.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import type { Ledger, Message } from './ledger.ts';

type CommitRow = { number: number; stream: string; commandId: string; events: string };
type MessageRow = Omit<Message, 'headers'> & { headers: string };
type ViewRow = { id: string; broken: number; applied: string; body: string };

/** The files of a marketplace that is stopped. */
export const openSqliteLedger = (folder: string): Ledger => {
  const opened = new Map<string, DatabaseSync>();
  const open = (name: string) => {
    const file = join(folder, 'sqlite', `${name}.sqlite`);
    const database = opened.get(name) ?? new DatabaseSync(file, { readOnly: existsSync(file) });
    opened.set(name, database);
    return database;
  };
  const all = <T>(name: string, sql: string, ...values: string[]) =>
    open(name)
      .prepare(sql)
      .all(...values) as T[];
  const tables = (name: string) =>
    all<{ name: string }>(name, `SELECT name FROM sqlite_schema WHERE type = 'table'`).map((row) => row.name);

  return {
    async commits(service) {
      const sql = 'SELECT number, stream, command_id AS commandId, events FROM commits ORDER BY number';
      return all<CommitRow>(service, sql).map(({ events, ...commit }) => ({
        ...commit,
        events: (JSON.parse(events) as Recorded[]).map((event, i) => ({
          ...event,
          position: commit.number * 1_000 + i,
        })),
      }));
    },
    async messages(service) {
      const sql = `SELECT partition, offset, key, value, headers FROM messages WHERE topic = ?
        ORDER BY partition, offset`;
      return all<MessageRow>('bus', sql, `${service}.events`).map(({ headers, ...message }) => ({
        ...message,
        headers: JSON.parse(headers) as Record<string, string>,
      }));
    },
    async rows<T>(service: string, name: string) {
      if (!tables(service).includes(`rows_${name}`)) return [];
      return all<{ body: string }>(service, `SELECT body FROM "rows_${name}"`).map(
        ({ body }) => JSON.parse(body) as T,
      );
    },
    async view(service, name) {
      const versions = tables(service).filter((table) => table.startsWith(`view_${name}@`));
      return versions.flatMap((table) =>
        all<ViewRow>(service, `SELECT id, broken, applied, body FROM "${table}"`).map(
          ({ id, broken, applied, body }) => ({
            id,
            version: table,
            applied: canonicalJson(JSON.parse(applied)),
            broken: broken === 1,
            body: JSON.parse(body) as object,
          }),
        ),
      );
    },
    async views(service) {
      const names = tables(service).filter((table) => table.startsWith('view_'));
      return [...new Set(names.map((table) => table.slice('view_'.length).split('@')[0]!))];
    },
    close: async () => opened.forEach((database) => database.close()),
  };
};
