import type { Consumer as KafkaConsumer } from 'kafkajs';
import { createAdmin } from '../../kernel/event-bus/kafka-admin.ts';
import { createClient } from '../../kernel/event-bus/kafka-client.ts';
import { consume } from '../../kernel/event-bus/kafka-consumer.ts';
import { createNames } from '../../kernel/event-bus/kafka-names.ts';
import { createOffsets } from '../../kernel/event-bus/kafka-offsets.ts';
import type { Delivered } from '../../kernel/event-bus/event-bus.ts';
import { fresh, isUpToDate } from '../contracts/event-bus/traffic.ts';
import { until } from '../contracts/places.ts';
import { brokers, clean, openBus, silent } from './places.ts';

export const TOPIC = 'users.events';

type Supervised = {
  /** Gets at each of kafkajs' own consumers before it runs. */
  sabotage?: (consumer: KafkaConsumer) => void;
  handle?: (messages: Delivered[]) => Promise<void>;
  /** Of the watchdog; ms. */
  patience?: number;
};

/** A subscription whose client can be sabotaged. */
export const supervise = async (supervised: Supervised) => {
  const { sabotage = () => {}, handle = async () => {}, patience = 2_000 } = supervised;
  const namespace = fresh('supervised');
  const bus = await openBus({ namespace });
  await bus.ends(TOPIC);
  const connecting = { brokers, clientId: 'test', log: silent };
  const admin = createAdmin(createClient(connecting));
  const seen: string[] = [];
  const fatal: Error[] = [];
  let rebuilds = 0;

  const sabotaged = () => {
    const client = createClient(connecting);
    const make = client.consumer.bind(client);
    client.consumer = (options) => {
      const consumer = make(options!);
      sabotage(consumer);
      return consumer;
    };
    return client;
  };
  const consuming = {
    createClient: sabotaged,
    offsets: createOffsets(admin),
    names: createNames(namespace),
    log: silent,
    onMetric: (name: string) => void (rebuilds += Number(name === 'consumer_rebuilds')),
    onFatal: (error: Error) => void fatal.push(error),
    patience,
  };
  const consumer = consume(consuming, {
    topics: [TOPIC],
    group: 'group',
    async handle(messages) {
      await handle(messages);
      seen.push(...messages.map(({ value }) => value));
    },
  });

  return {
    bus,
    seen,
    fatal,
    /** The name on the cluster. */
    topic: `${namespace}.${TOPIC}`,
    rebuilds: () => rebuilds,
    upToDate: () => until(() => isUpToDate(bus, { offsets: () => bus.offsets('group', [TOPIC]) }, TOPIC)),
    async close() {
      await consumer.close();
      await admin.close();
      await bus.close();
      await clean(namespace);
    },
  };
};
