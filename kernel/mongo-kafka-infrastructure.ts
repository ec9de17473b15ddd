import type { EventBus } from './event-bus/event-bus.ts';
import { AccessError } from './event-bus/kafka-errors.ts';
import { openKafkaEventBus, type KafkaOptions } from './event-bus/kafka-event-bus.ts';
import { openMongoEventStore } from './event-store/mongo-event-store.ts';
import type { Infrastructure, LeaseName, Stores } from './infrastructure.ts';
import { connectMongo, isRefusedByMongo, type MongoOptions } from './mongo.ts';
import { openMongoLease } from './mongo-lease.ts';
import { openMongoRowStore } from './row-store/mongo-row-store.ts';
import { openMongoViewStore } from './view-store/mongo-view-store.ts';

/** A database for each service on MongoDB, a topic for each on Kafka: each role may be a process of its own. */
export const openProduction = async (options: MongoOptions & KafkaOptions): Promise<Infrastructure> => {
  const mongo = connectMongo(options);
  try {
    await mongo.connect().catch((error) => Promise.reject(isRefusedByMongo(error) ? noAccess() : error));
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
        leaseOf: (name: LeaseName) => openMongoLease(database, { name }),
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

const noAccess = () => new AccessError('MongoDB refused the user and password: check those in MONGODB_URL.');
