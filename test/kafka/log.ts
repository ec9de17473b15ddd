import { Buffer } from 'node:buffer';
import type { BusMessage, EventBus } from '../../kernel/event-bus/event-bus.ts';
import { message } from '../contracts/event-bus/traffic.ts';
import { range, until } from '../contracts/places.ts';
import { bareKafka, withAdmin } from './places.ts';

type Stored = Pick<BusMessage, 'key' | 'value'>;

/** Everything in a topic, as the bare client finds it. */
export const readAll = async (brokers: string[], topic: string): Promise<Stored[]> => {
  const stored: Stored[] = [];
  const total = await withAdmin(async (admin) => {
    const ends = await admin.fetchTopicOffsets(topic);
    return ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
  }, brokers);
  const consumer = bareKafka(brokers).consumer({ groupId: `reader-${topic}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message: { key, value } }) =>
      void stored.push({ key: text(key), value: text(value) }),
  });
  await until(() => stored.length >= total, 60_000);
  await consumer.disconnect();
  return stored;
};

const text = (bytes: Buffer | null) => bytes?.toString() ?? '';

/** Publishes as a service does: from a checkpoint, again from there after each failure; then looks what is there. */
export const createLog = (bus: EventBus, topic: string) => {
  const published = new Map<string, number>();
  let failures = 0;

  const publish = async (messages: BusMessage[]) => {
    for (;;) {
      try {
        return await bus.publish(topic, messages);
      } catch {
        failures += 1; // whether they are stored nobody knows
      }
    }
  };

  return {
    failures: () => failures,

    /** The next position of each of these keys in one batch, so many times. */
    async publishNext(keys: string[], times: number) {
      const next = (key: string) => (published.get(key) ?? 0) + 1;
      for (const _ of range(times)) {
        await publish(keys.map((key) => message(key, String(next(key)))));
        for (const key of keys) published.set(key, next(key));
      }
    },

    /** As a consumer reads it, that passes over positions it has had. */
    compare(stored: Stored[]) {
      const read = new Map<string, number[]>();
      let repeated = 0;
      for (const { key, value } of stored) {
        const positions = read.get(key) ?? [];
        if (Number(value) > (positions.at(-1) ?? 0)) positions.push(Number(value));
        else repeated += 1;
        read.set(key, positions);
      }
      const keys = [...published.keys()];
      const wanted = (key: string) => range(published.get(key)!).map((i) => i + 1);
      return {
        missing: keys.flatMap((key) => wanted(key).filter((one) => !read.get(key)?.includes(one))),
        disordered: keys.filter((key) => String(read.get(key)) !== String(wanted(key))),
        repeated,
      };
    },
  };
};
