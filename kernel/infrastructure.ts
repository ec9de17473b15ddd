import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openKafkaEventBus, type KafkaOptions } from './event-bus/kafka-event-bus.ts';
import { openSqliteEventBus } from './event-bus/sqlite-event-bus.ts';
import type { EventBus } from './event-bus/event-bus.ts';
import { openMongoEventStore } from './event-store/mongo-event-store.ts';
import { openSqliteEventStore } from './event-store/sqlite-event-store.ts';
import type { EventStore } from './event-store/event-store.ts';
import { connectMongo, type MongoOptions } from './mongo.ts';
import { openMongoLease } from './mongo-lease.ts';
import { openMongoRowStore } from './row-store/mongo-row-store.ts';
import { openSqliteRowStore } from './row-store/sqlite-row-store.ts';
import type { RowStore } from './row-store/row-store.ts';
import { openMongoViewStore } from './view-store/mongo-view-store.ts';
import { openSqliteViewStore } from './view-store/sqlite-view-store.ts';
import type { ViewStore } from './view-store/view-store.ts';

/** The stores of one service. */
export type Stores = { eventStore: EventStore; viewStore: ViewStore; rows: RowStore; lease: Lease };

/**
 * Who does the work that one process of a service does: numbering, own views, reactions, publishing, timers.
 * It saves work and guards nothing: two holders for a moment are harmless.
 */
export interface Lease {
  /** Takes or keeps it; true while this process holds it. To be called every second. */
  claim(): Promise<boolean>;
  /** Gives it back, if it is held, so that another need not wait for its end. */
  release(): Promise<void>;
}

/** Where only one process can be. */
const soleHolder: Lease = { claim: async () => true, release: async () => {} };

export type Infrastructure = {
  bus: EventBus;
  storesOf(service: string): Promise<Stores>;
  close(): Promise<void>;
};

/** Everything in files under one folder, one for each service: all roles in one process. */
export const openSqlite = async (folder: string): Promise<Infrastructure> => {
  if (folder !== ':memory:') mkdirSync(folder, { recursive: true });
  const fileOf = (name: string) => (folder === ':memory:' ? folder : join(folder, `${name}.sqlite`));
  const bus = await openSqliteEventBus(fileOf('bus'));
  const opened: Stores[] = [];

  return {
    bus,
    async storesOf(service) {
      const file = fileOf(service);
      const eventStore = await openSqliteEventStore(file);
      const stores = {
        eventStore,
        viewStore: await openSqliteViewStore(file),
        rows: await openSqliteRowStore(file),
        lease: soleHolder,
      };
      opened.push(stores);
      return stores;
    },
    async close() {
      await bus.close();
      for (const { eventStore, viewStore, rows } of opened) {
        await eventStore.close();
        await viewStore.close();
        await rows.close();
      }
    },
  };
};

/** A database for each service on MongoDB, a topic for each on Kafka: each role may be a process of its own. */
export const openProduction = async (options: MongoOptions & KafkaOptions): Promise<Infrastructure> => {
  const mongo = connectMongo(options);
  try {
    await mongo.connect();
    return production(mongo, await openKafkaEventBus(options));
  } catch (error) {
    await mongo.close();
    throw error;
  }
};

const production = (mongo: ReturnType<typeof connectMongo>, bus: EventBus): Infrastructure => {
  const opened: Stores[] = [];
  return {
    bus,
    async storesOf(service) {
      const database = mongo.databaseOf(service);
      const stores = {
        eventStore: await openMongoEventStore(database),
        viewStore: await openMongoViewStore(database),
        rows: await openMongoRowStore(database),
        lease: openMongoLease(database),
      };
      opened.push(stores);
      return stores;
    },
    async close() {
      await bus.close();
      await Promise.all(
        opened.flatMap(({ eventStore, viewStore, rows }) => [
          eventStore.close(),
          viewStore.close(),
          rows.close(),
        ]),
      );
      await mongo.close();
    },
  };
};
