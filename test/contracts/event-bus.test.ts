import { openSqliteEventBus } from '../../kernel/event-bus/sqlite-event-bus.ts';
import { describeKafka, onKafka } from '../kafka/places.ts';
import { eventBusContract } from './event-bus.contract.ts';
import { inFolder, inMemory } from './places.ts';

eventBusContract('SQLite in memory', inMemory(openSqliteEventBus));
eventBusContract('SQLite in a folder', inFolder(openSqliteEventBus));
describeKafka('on a cluster', () => eventBusContract('Kafka', onKafka));
