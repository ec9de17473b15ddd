import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Delivered, Subscription } from './event-bus.ts';
import type { OnMetric } from './kafka-client.ts';
import { rootOf } from './kafka-errors.ts';

const BATCH = 500;
const HEARTBEAT = 1_000;
const SOONEST_RETRY = 100;
const LATEST_RETRY = 5_000;
// The group goes on without this member: what it still does, another does again.
const LOST = [
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'NOT_COORDINATOR_FOR_GROUP',
];

type Delivering = {
  subscription: Subscription;
  /** The port's name of a topic. */
  plain(topic: string): string;
  onMetric: OnMetric;
};

/**
 * Hands batches to the handler. Nothing that it throws reaches kafkajs, which would give up for good on a
 * TypeError: a partition whose handler rejects rests alone, and is given the same messages again.
 */
export const createDelivery = ({ subscription, plain, onMetric }: Delivering) => {
  const pauses = new Map<string, number>();
  const resting = new Set<NodeJS.Timeout>();
  const given = new Map<string, number>();
  let running: Promise<void> | undefined;
  let isClosing = false;

  const rest = (place: string, pause: () => () => void) => {
    const time = Math.min((pauses.get(place) ?? SOONEST_RETRY / 2) * 2, LATEST_RETRY);
    pauses.set(place, time);
    const resume = pause();
    const timer = setTimeout(() => {
      resting.delete(timer);
      resume();
    }, time);
    resting.add(timer);
    onMetric('retries', 1, { group: subscription.group });
  };

  /** False when the handler has rejected. */
  const handle = async (place: string, messages: Delivered[]): Promise<boolean> => {
    try {
      await subscription.handle(messages);
      pauses.delete(place);
      return true;
    } catch {
      return false; // its own business to say why
    } finally {
      given.set(place, Date.now());
    }
  };

  const deliver = async (payload: EachBatchPayload) => {
    const { topic, partition, messages } = payload.batch;
    const place = `${topic}/${partition}`;
    const beating = beat(payload);
    try {
      for (let start = 0; start < messages.length; start += BATCH) {
        if (isClosing) return;
        if (beating.lost()) throw beating.lost();
        const chunk = messages.slice(start, start + BATCH);
        if (!(await handle(place, deliveredOf(plain(topic), partition, chunk))))
          return rest(place, payload.pause);
        await commit(
          payload,
          start + BATCH >= messages.length ? payload.batch.lastOffset() : chunk.at(-1)!.offset,
        );
      }
      if (beating.lost()) throw beating.lost();
    } finally {
      beating.stop();
    }
  };

  return {
    async eachBatch(payload: EachBatchPayload) {
      const delivering = deliver(payload);
      running = delivering.catch(() => {}).finally(() => (running = undefined));
      await delivering;
    },

    isBusy: () => running !== undefined,
    /** When a place was last given something: epoch ms. */
    lastGiven: (place: string) => given.get(place) ?? 0,

    /** Resolves when the handler is done; nothing is given to it any more. */
    async close() {
      isClosing = true;
      await running;
      for (const timer of resting) clearTimeout(timer);
    },
  };
};

export type Delivery = ReturnType<typeof createDelivery>;

/** First the cluster knows, then kafkajs: were it the other way, a failed commit would never be repaired. */
const commit = async (
  { batch, commitOffsetsIfNecessary, resolveOffset }: EachBatchPayload,
  offset: string,
) => {
  const next = String(BigInt(offset) + 1n);
  const partitions = [{ partition: batch.partition, offset: next }];
  await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] });
  resolveOffset(offset);
};

/** Keeps the membership while a handler runs, however slow. */
const beat = ({ heartbeat }: EachBatchPayload) => {
  let lost: Error | undefined;
  const timer = setInterval(() => {
    heartbeat().catch((error: unknown) => {
      if (LOST.includes(rootOf(error).type ?? '')) lost = error as Error;
    });
  }, HEARTBEAT);
  return { lost: () => lost, stop: () => clearInterval(timer) };
};

export const deliveredOf = (topic: string, partition: number, messages: KafkaMessage[]): Delivered[] =>
  messages.map(({ offset, key, value, headers = {} }) => ({
    topic,
    partition,
    offset: Number(offset),
    key: key?.toString() ?? '',
    value: value?.toString() ?? '', // a tombstone is text that is no event, and is recorded as such
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text ?? '')])),
  }));
