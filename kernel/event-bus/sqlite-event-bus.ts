import { PARTITIONS, SHORT_LIVED } from './event-bus.ts';
import type { Consumer, EventBus, Subscription } from './event-bus.ts';
import { unlessBusy } from '../sqlite.ts';
import { createConsumerGroup, type ConsumerGroup } from './sqlite-consumer-group.ts';
import { openTopics } from './sqlite-topics.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const PAGE = 1_000;

/** A bus in a file, for the consumers of this process; another process's messages are found by polling. */
export const openSqliteEventBus = async (file: string): Promise<EventBus> => {
  const topics = openTopics(file);
  const groups = new Map<string, ConsumerGroup>();
  const expire = () => topics.deleteBefore(SHORT_LIVED, Date.now() - DAY);
  expire();
  const expiring = setInterval(() => unlessBusy(expire), HOUR).unref();

  return {
    async publish(topic, messages) {
      if (messages.length === 0) return;
      topics.append(topic, messages);
      for (const group of groups.values()) group.wake(topic);
    },

    async subscribe(subscription: Subscription): Promise<Consumer> {
      const { group: name } = subscription;
      const group = groups.get(name) ?? createConsumerGroup(name, topics);
      groups.set(name, group);
      const leave = group.join(subscription);
      return {
        async close() {
          await leave();
          if (group.isEmpty()) groups.delete(name);
        },
      };
    },

    ends: async (topic) => keyed([topic], topics.endsOf),

    offsets: async (group, names) => keyed(names, (topic) => topics.offsetsOf(group, topic)),

    forget: async (group) => topics.forget(group),

    read: async (topic, partition, offset) => topics.read(topic, partition, offset, PAGE),

    remove: async (topic) => topics.remove(topic),

    async close() {
      clearInterval(expiring);
      await Promise.all([...groups.values()].map((group) => group.close()));
      topics.close();
    },
  };
};

const keyed = (topics: string[], counts: (topic: string) => Map<number, number>): Record<string, number> =>
  Object.fromEntries(
    topics.flatMap((topic) => {
      const found = counts(topic);
      return Array.from({ length: PARTITIONS }, (_, partition) => [
        `${topic}/${partition}`,
        found.get(partition) ?? 0,
      ]);
    }),
  );
