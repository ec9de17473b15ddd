import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { openSqlite, type Infrastructure } from '../../kernel/infrastructure.ts';
import { connectMongo } from '../../kernel/mongo.ts';
import { openProduction } from '../../kernel/mongo-kafka-infrastructure.ts';
import { brokers, clean, silent } from '../kafka/places.ts';
import { mongoUrl } from '../contracts/servers.ts';

/** Where the toy services keep everything; what is done to it is done while nothing runs on it. */
export type Site = {
  /** As a process would that starts. */
  open(): Promise<Infrastructure>;
  /** Copies what a service has stored; answers how to put that back in the place of what is there by then. */
  backUp(service: string): Promise<() => Promise<void>>;
  /** Its views, checkpoints and generation, as if the view store had been lost. */
  loseViews(service: string): Promise<void>;
  discard(): Promise<void>;
};

const sqliteSite = async (): Promise<Site> => {
  const folder = await mkdtemp(join(tmpdir(), 'chimera-operations-'));
  const filesOf = async (service: string) =>
    (await readdir(folder)).filter((file) => file.startsWith(`${service}.sqlite`));
  return {
    open: () => openSqlite(folder),
    async backUp(service) {
      const copy = await mkdtemp(join(folder, 'backup-'));
      for (const file of await filesOf(service)) await cp(join(folder, file), join(copy, file));
      return async () => {
        for (const file of await filesOf(service)) await rm(join(folder, file));
        await cp(copy, folder, { recursive: true });
      };
    },
    async loseViews(service) {
      const database = new DatabaseSync(join(folder, `${service}.sqlite`));
      const sql = `SELECT name FROM sqlite_schema WHERE type = 'table'`;
      const isOfViews = /^(view_.*|checkpoints|generation)$/;
      for (const { name } of database.prepare(sql).all() as { name: string }[])
        if (isOfViews.test(name)) database.exec(`DROP TABLE "${name}"`);
      database.close();
    },
    discard: () => rm(folder, { recursive: true }),
  };
};

const isOfViews = (name: string) => /^(view_.*|checkpoints|generation)$/.test(name);
const namesIn = async (database: Db) => (await database.listCollections().toArray()).map(({ name }) => name);

/** `what`: a backup is of the whole database, or somebody has put back its commits alone. */
const serverSite = async (what: RegExp): Promise<Site> => {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const options = { url: mongoUrl!, namespace, clientId: 'test' };
  const mongo = connectMongo(options);
  return {
    open: () => openProduction({ ...options, brokers, log: silent }),
    async backUp(service) {
      const database = mongo.databaseOf(service);
      const copy = new Map<string, Document[]>();
      for (const name of await namesIn(database))
        if (what.test(name)) copy.set(name, await database.collection(name).find().toArray());
      return async () => {
        for (const name of await namesIn(database))
          if (what.test(name)) await database.collection(name).deleteMany({});
        for (const [name, documents] of copy)
          if (documents.length > 0) await database.collection(name).insertMany(documents);
      };
    },
    async loseViews(service) {
      const database = mongo.databaseOf(service);
      for (const name of (await namesIn(database)).filter(isOfViews)) await database.dropCollection(name);
    },
    async discard() {
      for (const service of ['counters', 'boards']) await mongo.databaseOf(service).dropDatabase();
      await mongo.close();
      await clean(namespace);
    },
  };
};

type Tests = (create: () => Promise<Site>, isOnServers: boolean) => void;

const onServers = mongoUrl && brokers.length > 0 ? describe : describe.skip;

/** The same tests on each; without servers the run says what it has left out. */
export const describeInfrastructures = (tests: Tests) => {
  describe('on SQLite', () => tests(sqliteSite, false));
  onServers('on MongoDB and Kafka', () => tests(() => serverSite(/./), true));
  if (onServers === describe.skip) it.todo('MONGODB_URL and KAFKA_BROKERS are not set');
};

/** And with what a backup may hold. */
export const describeSites = (tests: Tests) => {
  describeInfrastructures(tests);
  onServers('on MongoDB and Kafka, the log alone put back', () => tests(() => serverSite(/^commits$/), true));
};
