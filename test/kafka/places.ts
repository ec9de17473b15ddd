import { describe, it } from '@jest/globals';
import kafkajs, { type Admin } from 'kafkajs';
import type { EventBus } from '../../kernel/event-bus/event-bus.ts';
import { openKafkaEventBus, type KafkaOptions } from '../../kernel/event-bus/kafka-event-bus.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Adapter } from '../contracts/places.ts';
import { fresh } from '../contracts/event-bus/traffic.ts';
import { withAdminOf } from '../servers/kafka-admin.ts';

const { Kafka, logLevel } = kafkajs;

/** The brokers that tests may use; none when the variable is not set. */
export const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter(Boolean);

export const silent: Logger = { info() {}, warn() {}, error() {} };

export const openBus = (options: Partial<KafkaOptions> = {}) =>
  openKafkaEventBus({ brokers, clientId: 'test', log: silent, ...options });

/** The bare client, for what the bus itself would not do. */
export const bareKafka = (to = brokers) =>
  new Kafka({ brokers: to, clientId: 'bare', logLevel: logLevel.NOTHING });

export const withAdmin = <T>(work: (admin: Admin) => Promise<T>, to = brokers): Promise<T> =>
  withAdminOf(bareKafka(to), work);

/** Deletes what a test has left on the cluster. */
export const clean = (namespace: string, to = brokers) =>
  withAdmin(async (admin) => {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${namespace}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics }).catch(() => {}); // its own, told of too early
  }, to);

/** Each place is a namespace of its own on the shared cluster. */
export const onKafka: Adapter<EventBus> = {
  isDurable: true,
  async create() {
    const namespace = fresh('contract');
    return { open: () => openBus({ namespace }), discard: () => clean(namespace) };
  },
};

/** Where there are no brokers, the run says which tests it has left out. */
export const describeKafka = (name: string, tests: () => void) =>
  brokers.length > 0
    ? describe(name, tests)
    : describe(name, () => it.todo('is left out: KAFKA_BROKERS is not set'));
