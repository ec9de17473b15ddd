import { openSqliteEventStore } from '../../kernel/event-store/sqlite-event-store.ts';
import { eventStoreContract } from './event-store.contract.ts';
import { inFolder, inMemory } from './places.ts';

eventStoreContract('SQLite in memory', inMemory(openSqliteEventStore));
eventStoreContract('SQLite in a folder', inFolder(openSqliteEventStore));
