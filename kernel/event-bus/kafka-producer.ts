import kafkajs, { type Message, type Producer } from 'kafkajs';
import { PARTITIONS, type BusMessage } from './event-bus.ts';
import { RETRY, type Client, type OnMetric } from './kafka-client.ts';
import { translated, within } from './kafka-errors.ts';
import { UnavailableError } from '../domain-error.ts';

const { CompressionTypes, Partitioners } = kafkajs;
const BATCH = 500;
const BATCH_BYTES = 1024 * 1024;
const LARGEST_VALUE = 1024 * 1024;
/** Bytes for each partition, which each is a batch of its own: every consumer unzips it, a call of the system each. */
const WORTH_ZIPPING = 8 * 1024;
const PATIENCE = 60_000;

type Encoded = Message & { partition: number; bytes: number };
type Sending = { client: Client; onMetric: OnMetric };

/**
 * Sends one batch at a time, and gives a producer up after any error. kafkajs loses acknowledged messages
 * when sends overlap and an acknowledgement is lost, and a producer that has failed may be out of sequence.
 */
export const createSender = ({ client, onMetric }: Sending) => {
  let current: Promise<Producer> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const connect = async () => {
    const producer = client.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: RETRY,
    });
    await producer.connect().catch((error: unknown) => {
      void producer.disconnect().catch(() => {});
      throw error;
    });
    return producer;
  };

  const drop = async () => {
    const dropped = current;
    current = undefined;
    await dropped?.then((producer) => producer.disconnect()).catch(() => {});
  };

  const send = async (topic: string, batch: Encoded[]) => {
    const began = performance.now();
    try {
      const producer = await (current ??= connect());
      const compression = isWorthZipping(batch) ? CompressionTypes.GZIP : CompressionTypes.None;
      const acknowledged = await within(PATIENCE, () =>
        producer.send({ topic, messages: batch, acks: -1, timeout: 10_000, compression }),
      );
      checkAll(batch, new Set(acknowledged.map(({ partition }) => partition)));
    } catch (error) {
      onMetric('producer_rebuilds', 1, { topic });
      void drop();
      throw translated(error);
    }
    onMetric('publish_seconds', (performance.now() - began) / 1_000, { topic });
  };

  const sendAll = async (topic: string, messages: Encoded[]) => {
    for (const batch of batchesOf(messages)) {
      if (isClosed) throw new Error('The bus is closed.');
      await send(topic, batch);
    }
  };

  return {
    /** Resolves when all are acknowledged by all replicas in sync. */
    publish(topic: string, messages: BusMessage[]): Promise<void> {
      const encoded = messages.map((message) => encode(topic, message));
      const turn = last.then(() => sendAll(topic, encoded));
      last = turn.catch(() => {});
      return turn;
    },

    async close() {
      isClosed = true;
      await last;
      await drop();
    },
  };
};

const isWorthZipping = (batch: Encoded[]) => {
  const bytes = batch.reduce((sum, message) => sum + message.bytes, 0);
  return bytes > WORTH_ZIPPING * new Set(batch.map(({ partition }) => partition)).size;
};

/**
 * When the leader of a partition changes between two tries, kafkajs may take an earlier answer of the new
 * leader, about other partitions, for the answer about this one, and call the send a success.
 */
const checkAll = (batch: Encoded[], acknowledged: Set<number>) => {
  const silent = batch.find(({ partition }) => !acknowledged.has(partition));
  if (silent) throw new UnavailableError(`Kafka acknowledged nothing of partition ${silent.partition}.`);
};

const encode = (topic: string, { key, value, headers }: BusMessage): Encoded => {
  const encoded = Buffer.from(value);
  if (encoded.length > LARGEST_VALUE)
    throw new RangeError(
      `Expected a value of at most ${LARGEST_VALUE} bytes, found ${encoded.length}: key ${key}, topic ${topic}.`,
    );
  const bytes = encoded.length + Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(headers));
  return { key, value: encoded, headers, partition: partitionOf(key), bytes };
};

/** In order; each of at most so many messages and bytes, or of one message. */
const batchesOf = (messages: Encoded[]): Encoded[][] => {
  const batches: Encoded[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const batch = batches.at(-1);
    bytes += message.bytes;
    if (batch && batch.length < BATCH && bytes <= BATCH_BYTES) batch.push(message);
    else {
      batches.push([message]);
      bytes = message.bytes;
    }
  }
  return batches;
};

const choose = Partitioners.DefaultPartitioner();
const partitionMetadata = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 0,
  replicas: [],
  isr: [],
}));

/** By the key alone, for ever, as Kafka's own clients do it: one stream stays in one partition. */
const partitionOf = (key: string) =>
  choose({ topic: '', partitionMetadata, message: { key, value: null } }) as number;
