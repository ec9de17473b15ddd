import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { openMongoEventStore } from '../../kernel/event-store/mongo-event-store.ts';
import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { eventStoreContract } from './event-store.contract.ts';
import { inFolder, inMemory } from './places.ts';
import { onMongo, withMongo } from './servers.ts';

eventStoreContract('SQLite in memory', inMemory(openSqliteEventStore));
eventStoreContract('SQLite in a folder', inFolder(openSqliteEventStore));

/** With what a worker does: numbering, every few milliseconds. */
const openNumbered = async (database: Db) => {
  const store = await openMongoEventStore(database);
  let isClosing = false;
  const numbering = (async () => {
    while (!isClosing) {
      await store.sequence!();
      await sleep(5);
    }
  })();
  const close = async () => {
    isClosing = true;
    await numbering;
    await store.close();
  };
  return { ...store, close };
};

withMongo('event store: MongoDB', (url) => eventStoreContract('MongoDB', onMongo(url, openNumbered)));
