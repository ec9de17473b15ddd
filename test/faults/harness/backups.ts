import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Db, Document } from 'mongodb';
import type { Recorded } from '../../../kernel/messages.ts';

/** What is done to the stores of a service whose roles are down; by the stores' own clients. */
export type Backups = {
  /**
   * Copies its log and its views; answers how to put them in the place of what is there by then. Its rows stay:
   * what is no event is lost with what was written after a backup, and payments are kept elsewhere.
   */
  backUp(service: string): Promise<() => Promise<void>>;
  /** Where its log ends, and up to where its worker has published that; `isWaiting`: commits have no number yet. */
  ends(service: string): Promise<{ log: number; published: number; isWaiting: boolean }>;
};

const isBackedUp = (name: string) => /^(commits|claims|checkpoints|generation|view_.*)$/.test(name);

const endOf = (number: number, events: string) =>
  number * 1_000 + (JSON.parse(events) as Recorded[]).length - 1;

export const mongoBackups = (databaseOf: (service: string) => Db): Backups => ({
  async backUp(service) {
    const database = databaseOf(service);
    const names = async () =>
      (await database.listCollections({}, { nameOnly: true }).toArray())
        .map(({ name }) => name)
        .filter(isBackedUp);
    const copies = new Map<string, Document[]>();
    for (const name of await names()) copies.set(name, await database.collection(name).find().toArray());
    return async () => {
      for (const name of await names()) {
        await database.collection(name).deleteMany({});
        const documents = copies.get(name) ?? [];
        if (documents.length > 0) await database.collection(name).insertMany(documents, { ordered: false });
      }
    };
  },

  async ends(service) {
    type Commit = { number: number; events: string };
    const commits = databaseOf(service).collection<Commit>('commits');
    const pending = await commits.findOne({ pending: { $exists: true } });
    const last = await commits.findOne({ number: { $exists: true } }, { sort: { number: -1 } });
    const published = await databaseOf(service)
      .collection<{ _id: string; position: number }>('checkpoints')
      .findOne({ _id: 'publisher' });
    return {
      log: last ? endOf(last.number, last.events) : 0,
      published: published?.position ?? 0,
      isWaiting: pending !== null,
    };
  },
});

export const sqliteBackups = (folder: string): Backups => {
  const open = (service: string) => new DatabaseSync(join(folder, 'sqlite', `${service}.sqlite`));
  let count = 0;
  return {
    async backUp(service) {
      const copy = join(folder, `${service}-${(count += 1)}.backup`);
      const database = open(service);
      database.exec(`VACUUM INTO '${copy}'`);
      database.close();
      return async () => {
        putBack(open(service), copy);
        await rm(copy);
      };
    },

    async ends(service) {
      const database = open(service);
      const sql = 'SELECT number, events FROM commits ORDER BY number DESC LIMIT 1';
      const last = database.prepare(sql).get() as { number: number; events: string } | undefined;
      const checkpoint = `SELECT position FROM checkpoints WHERE name = 'publisher'`;
      const published = database.prepare(checkpoint).get() as { position: number } | undefined;
      database.close();
      return {
        log: last ? endOf(last.number, last.events) : 0,
        published: published?.position ?? 0,
        isWaiting: false,
      };
    },
  };
};

const putBack = (database: DatabaseSync, copy: string) => {
  const tablesOf = (schema: string) =>
    (
      database.prepare(`SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table'`).all() as {
        name: string;
      }[]
    )
      .map(({ name }) => name)
      .filter(isBackedUp);
  database.exec(`ATTACH '${copy}' AS backup; BEGIN`);
  const copied = new Set(tablesOf('backup'));
  for (const name of tablesOf('main')) {
    database.exec(`DELETE FROM main."${name}"`);
    if (copied.has(name)) database.exec(`INSERT INTO main."${name}" SELECT * FROM backup."${name}"`);
  }
  database.exec('COMMIT; DETACH backup');
  database.close();
};
