import type { BusMessage, Delivered, EventBus } from '../../../kernel/event-bus/event-bus.ts';
import { range } from '../places.ts';

let count = 0;

/** A name that no other test uses: a bus may be shared. */
export const fresh = (prefix: string) => `${prefix}-${process.pid}-${Date.now()}-${(count += 1)}`;

export const message = (key: string, value = 'x', headers: Record<string, string> = {}): BusMessage => ({
  key,
  value,
  headers,
});

/** Messages over so many keys; the value counts within the key. */
export const messagesOver = (keys: number, each: number): BusMessage[] =>
  range(each).flatMap((i) => range(keys).map((key) => message(`key_${key}`, String(i))));

export const placeOf = ({ topic, partition }: { topic: string; partition: number }) =>
  `${topic}/${partition}`;

export const valuesByKey = (messages: BusMessage[]): Record<string, string[]> => {
  const values: Record<string, string[]> = {};
  for (const { key, value } of messages) (values[key] ??= []).push(value);
  return values;
};

type Listening = { topics: string[]; group: string; handle?: (messages: Delivered[]) => Promise<void> };

/** Subscribes and keeps what it has handled: only what a handler has done, not what it was given. */
export const listen = async (bus: EventBus, { topics, group, handle = async () => {} }: Listening) => {
  const seen: Delivered[] = [];
  const consumer = await bus.subscribe({
    topics,
    group,
    async handle(messages) {
      await handle(messages);
      seen.push(...messages);
    },
  });
  return { seen, consumer: { ...consumer, offsets: () => bus.offsets(group, topics) } };
};

type Listener = { offsets(): Promise<Record<string, number>> };

/** Nothing is left to handle for the group of this consumer. */
export const isUpToDate = async (bus: EventBus, listener: Listener, topic: string) => {
  const [done, ends] = [await listener.offsets(), await bus.ends(topic)];
  return Object.entries(ends).every(([place, end]) => (done[place] ?? 0) >= end);
};

/** A door that handlers wait at until it is opened. */
export const createDoor = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};
