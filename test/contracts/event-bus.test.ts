import { describe, it } from '@jest/globals';
import { openSqliteEventBus } from '../../kernel/event-bus/sqlite-event-bus.ts';
import { brokers, onKafka } from '../kafka/places.ts';
import { eventBusContract } from './event-bus.contract.ts';
import { inFolder, inMemory } from './places.ts';

eventBusContract('SQLite in memory', inMemory(openSqliteEventBus));
eventBusContract('SQLite in a folder', inFolder(openSqliteEventBus));

if (brokers.length > 0) eventBusContract('Kafka', onKafka);
else describe('event bus: Kafka', () => it.todo('is left out: KAFKA_BROKERS is not set'));
