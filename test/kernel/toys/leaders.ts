import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventBus } from '../../../kernel/event-bus/sqlite-event-bus.ts';
import { openMongoEventStore } from '../../../kernel/event-store/mongo-event-store.ts';
import { openSqlite, type Infrastructure } from '../../../kernel/infrastructure.ts';
import { connectMongo } from '../../../kernel/mongo.ts';
import { openMongoRowStore } from '../../../kernel/row-store/mongo-row-store.ts';
import { openMongoViewStore } from '../../../kernel/view-store/mongo-view-store.ts';

/** Stores that each call of `storesOf` opens anew, as another process would, and a lease that all hold. */
export type Shared = { infrastructure: Infrastructure; discard(): Promise<void> };

export const sharedFolder = async (): Promise<Shared> => {
  const folder = await mkdtemp(join(tmpdir(), 'chimera-leaders-'));
  const infrastructure = await openSqlite(folder);
  return { infrastructure, discard: () => rm(folder, { recursive: true }) };
};

export const sharedDatabases = async (url: string): Promise<Shared> => {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const mongo = connectMongo({ url, namespace, clientId: 'leaders' });
  const bus = await openSqliteEventBus(':memory:');
  const opened = new Set<string>();
  const lease = { claim: async () => true, release: async () => {} };
  return {
    infrastructure: {
      bus,
      async storesOf(service) {
        opened.add(service);
        const database = mongo.databaseOf(service);
        return {
          eventStore: await openMongoEventStore(database),
          viewStore: await openMongoViewStore(database),
          rows: await openMongoRowStore(database),
          leaseOf: () => lease,
        };
      },
      close: () => bus.close(),
    },
    async discard() {
      for (const service of opened) await mongo.databaseOf(service).dropDatabase();
      await mongo.close();
    },
  };
};
