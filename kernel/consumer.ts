import type { Delivered, EventBus } from './event-bus/event-bus.ts';
import { lift } from './lifted-events.ts';
import type { Logger } from './logger.ts';
import type { Loop } from './loop.ts';
import type { Event, Recorded } from './messages.ts';
import { eventOf } from './publisher.ts';
import type { Row, Rows } from './row-store/row-store.ts';
import type { Upcasts } from './upcasting.ts';

/** Bytes on the bus that are no event: recorded, and passed over. */
export type Skipped = Row & { topic: string; partition: number; offset: number; error: string };

type Consuming = {
  bus: EventBus;
  group: string;
  /** By topic, how its events are lifted to today's shape. */
  topics: Record<string, Upcasts<Event>>;
  skipped: Rows<Skipped>;
  log: Logger;
  /** `source`: `orders/7`. Resolves when what it did is durable. */
  handle(events: Recorded[], source: string): Promise<void>;
};

export type Following = Loop & {
  /** Messages that this group has not handled yet. */
  lag(): Promise<number>;
};

/** Follows other services' events. A newer schemaVersion stops its partition until a newer build takes over. */
export const follow = async (consuming: Consuming): Promise<Following> => {
  const { bus, group, topics, log, handle } = consuming;
  const names = Object.keys(topics);
  let failures = 0;
  const consumer = await bus.subscribe({
    topics: names,
    group,
    async handle(messages) {
      const { topic, partition } = messages[0]!;
      try {
        const { events, newer } = await readEvents(consuming, messages);
        await handle(events, `${topic.split('.')[0]}/${partition}`);
        if (newer) throw newer;
      } catch (error) {
        failures += 1;
        log.error({ error, group, topic, partition }, 'Messages were not handled; they come again.');
        throw error;
      }
    },
  });
  return {
    lag: async () => behind(await endsOf(bus, names), await bus.offsets(group, names)),
    failures: () => failures,
    close: () => consumer.close(),
  };
};

/** Up to the first that is newer than this build. */
const readEvents = async ({ topics, skipped, log }: Consuming, messages: Delivered[]) => {
  const events: Recorded[] = [];
  for (const message of messages) {
    const event = await readEvent(message, skipped, log);
    try {
      if (event) events.push(lift(topics[message.topic]!, event));
    } catch (newer) {
      return { events, newer };
    }
  }
  return { events };
};

const readEvent = async (message: Delivered, skipped: Rows<Skipped>, log: Logger) => {
  try {
    return eventOf(message);
  } catch (error) {
    const { topic, partition, offset } = message;
    log.error({ error, topic, partition, offset }, 'Bytes that are no event were skipped.');
    const id = `${topic}/${partition}/${offset}`;
    await skipped.insert({ id, topic, partition, offset, error: String(error) });
    return undefined;
  }
};

type Offsets = Record<string, number>;

const endsOf = async (bus: EventBus, topics: string[]): Promise<Offsets> =>
  Object.assign({}, ...(await Promise.all(topics.map((topic) => bus.ends(topic)))));

const behind = (ends: Offsets, offsets: Offsets) =>
  Object.entries(ends).reduce(
    (sum, [partition, end]) => sum + Math.max(0, end - (offsets[partition] ?? 0)),
    0,
  );
