import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import type { EventBus } from '../../kernel/event-bus/event-bus.ts';
import { fresh, listen, message } from '../contracts/event-bus/traffic.ts';
import { range, until } from '../contracts/places.ts';
import { bareKafka, clean, describeKafka, openBus } from './places.ts';

const { CompressionCodecs, CompressionTypes } = kafkajs;

// kafkajs unpacks all of a fetch before it is heard of again: too much of it, and the group expels the member.
describeKafka('zipped batches on Kafka', () => {
  const namespace = fresh('unpacking');
  let topic: string;
  let bus: EventBus;
  let unpacked = 0;
  const plainCodec = CompressionCodecs[CompressionTypes.GZIP]!;
  beforeAll(async () => {
    CompressionCodecs[CompressionTypes.GZIP] = () => {
      const { compress, decompress } = plainCodec();
      return { compress, decompress: (bytes: Buffer) => ((unpacked += 1), decompress(bytes)) };
    };
    bus = await openBus({ namespace });
  });
  beforeEach(() => void ([topic, unpacked] = [fresh('topic'), 0]));
  afterAll(async () => {
    CompressionCodecs[CompressionTypes.GZIP] = plainCodec;
    await bus?.close();
    await clean(namespace);
  });

  const BATCHES = 2_400;
  /** A kilobyte that hardly gets smaller, in a batch of its own. */
  const produceMany = async () => {
    await bus.ends(topic);
    const producer = bareKafka().producer();
    await producer.connect();
    for (const wave of range(BATCHES / 200))
      await Promise.all(
        range(200).map((i) => {
          const messages = [{ key: `${wave}/${i}`, value: randomBytes(768).toString('base64') }];
          return producer.send({
            topic: `${namespace}.${topic}`,
            messages,
            compression: CompressionTypes.GZIP,
          });
        }),
      );
    await producer.disconnect();
  };

  it('are unpacked a few at a time, however many there are', async () => {
    await produceMany();
    let most = 0;
    let before = 0;
    let seen = 0;
    const consumer = await bus.subscribe({
      topics: [topic],
      group: fresh('group'),
      async handle(messages) {
        most = Math.max(most, unpacked - before);
        before = unpacked;
        seen += messages.length;
      },
    });
    await until(() => seen === BATCHES, 60_000);
    await consumer.close();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(BATCHES / 2);
  }, 120_000);

  it('are only of what gets much smaller by it', async () => {
    const { seen } = await listen(bus, { topics: [topic], group: fresh('group') });
    await bus.publish(
      topic,
      range(24).map((i) => message(`key ${i}`, 'x'.repeat(1_000))),
    );
    await until(() => seen.length === 24);
    expect(unpacked).toBe(0);
    await bus.publish(
      topic,
      range(24).map((i) => message('one key', `${i}${'x'.repeat(1_000)}`)),
    );
    await until(() => seen.length === 48);
    expect(unpacked).toBeGreaterThan(0);
  });
});
