import { UnavailableError } from '../domain-error.ts';
import { PARTITIONS, type Consumer, type EventBus } from './event-bus.ts';
import { createAdmin } from './kafka-admin.ts';
import { createClient, LONG_RETRY, type Connecting, type OnMetric } from './kafka-client.ts';
import { consume } from './kafka-consumer.ts';
import { deliveredOf } from './kafka-delivery.ts';
import { createNames } from './kafka-names.ts';
import { createOffsets } from './kafka-offsets.ts';
import { createSender } from './kafka-producer.ts';
import { createReader } from './kafka-reader.ts';
import { createTopics } from './kafka-topics.ts';

export type KafkaOptions = Connecting & {
  namespace?: string;
  onMetric?: OnMetric;
  /** A consumer cannot live in this process; by default the error is thrown where nobody catches it. */
  onFatal?(error: Error): void;
  /** Nothing is asked of the brokers before they are needed: for who can do without for a while. */
  connectsLater?: boolean;
};

/** A bus on Kafka. Rejects with UnavailableError when no broker answers, AccessError when they refuse us. */
export const openKafkaEventBus = async (options: KafkaOptions): Promise<EventBus> => {
  const { namespace, log, onMetric = () => {}, onFatal = die } = options;
  const names = createNames(namespace);
  const client = createClient(options);
  const admin = createAdmin(client);
  const topics = createTopics(admin, options.brokers);
  const offsets = createOffsets(admin);
  const sender = createSender({ client, onMetric });
  const reader = createReader(client);
  const consumers = new Set<Consumer>();
  let isClosed = false;
  const ready = async (topic: string) => {
    await topics.ready(names.full(topic));
    // Also for who has begun before the close: nothing is opened after it.
    if (isClosed) throw new UnavailableError('The bus is closed.');
  };
  if (!options.connectsLater) await admin.ask((asking) => asking.describeCluster());

  return {
    async publish(topic, messages) {
      if (messages.length === 0) return;
      await ready(topic);
      await sender.publish(names.full(topic), messages);
    },

    async subscribe(subscription): Promise<Consumer> {
      await Promise.all(subscription.topics.map(ready));
      const consuming = {
        createClient: () => createClient(options, LONG_RETRY),
        offsets,
        names,
        log,
        onMetric,
        onFatal,
      };
      const consumer = consume(consuming, subscription);
      consumers.add(consumer);
      return {
        async close() {
          consumers.delete(consumer);
          await consumer.close();
        },
      };
    },

    async ends(topic) {
      await ready(topic);
      return keyed(topic, await offsets.ends(names.full(topic)));
    },

    async offsets(group, subscribed) {
      await Promise.all(subscribed.map(ready));
      const found = await offsets.of(names.full(group), subscribed.map(names.full));
      const all = subscribed.map((topic) => keyed(topic, found.get(names.full(topic))));
      return Object.assign({}, ...all) as Record<string, number>;
    },

    forget: (group) => offsets.forget(names.full(group)),

    async read(topic, partition, offset) {
      await ready(topic);
      return deliveredOf(topic, partition, await reader.read(names.full(topic), partition, offset));
    },

    remove: (topic) => topics.remove(names.full(topic)),

    async close() {
      isClosed = true;
      await Promise.all([...consumers].map((consumer) => consumer.close()));
      await Promise.all([sender.close(), reader.close()]);
      await admin.close();
    },
  };
};

const keyed = (topic: string, counts: Map<number, number> = new Map()): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: PARTITIONS }, (_, partition) => [
      `${topic}/${partition}`,
      counts.get(partition) ?? 0,
    ]),
  );

const die = (error: Error) => {
  setImmediate(() => {
    throw error;
  });
};
