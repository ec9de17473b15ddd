import { openSqliteEventBus } from '../../kernel/event-bus/sqlite-event-bus.ts';
import { eventBusContract } from './event-bus.contract.ts';
import { inFolder, inMemory } from './places.ts';

eventBusContract('SQLite in memory', inMemory(openSqliteEventBus));
eventBusContract('SQLite in a folder', inFolder(openSqliteEventBus));
