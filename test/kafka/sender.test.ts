import { expect, it } from '@jest/globals';
import type { ProducerRecord, RecordMetadata } from 'kafkajs';
import { UnavailableError } from '../../kernel/domain-error.ts';
import type { Client } from '../../kernel/event-bus/kafka-client.ts';
import { createSender } from '../../kernel/event-bus/kafka-producer.ts';
import { createDoor, message, messagesOver } from '../contracts/event-bus/traffic.ts';
import { range } from '../contracts/places.ts';

type Send = (record: ProducerRecord, made: number) => Promise<number[]>;
const partitionsOf = ({ messages }: ProducerRecord) => [
  ...new Set(messages.map(({ partition }) => partition!)),
];

/** Producers that answer as told: with the partitions that they acknowledge. */
const open = (send: Send = async (record) => partitionsOf(record)) => {
  const sent: ProducerRecord[] = [];
  let made = 0;
  let ended = 0;
  const client = {
    producer() {
      const nth = (made += 1);
      return {
        connect: async () => {},
        disconnect: async () => void (ended += 1),
        async send(record: ProducerRecord): Promise<Partial<RecordMetadata>[]> {
          sent.push(record);
          return (await send(record, nth)).map((partition) => ({ partition }));
        },
      };
    },
  } as unknown as Client;
  return { ...createSender({ client, onMetric() {} }), sent, made: () => made, ended: () => ended };
};

it('sends at most 500 messages and 1 MiB at once, and a message that is larger alone', async () => {
  const sender = open();
  await sender.publish('topic', messagesOver(60, 20));
  expect(sender.sent.map(({ messages }) => messages.length)).toEqual([500, 500, 200]);
  const [large, half] = ['x'.repeat(1024 * 1024), 'x'.repeat(600 * 1024)];
  sender.sent.length = 0;
  await sender.publish('topic', [message('a', half), message('a', half), message('a'), message('a', large)]);
  expect(sender.sent.map(({ messages }) => messages.length)).toEqual([1, 2, 1]);
});

it('has one batch under way, however many publish', async () => {
  const door = createDoor();
  const sender = open(async (record) => {
    await door.opened;
    return partitionsOf(record);
  });
  const publishing = range(5).map((i) => sender.publish('topic', [message(`key_${i}`)]));
  await new Promise(setImmediate);
  expect(sender.sent).toHaveLength(1);
  door.open();
  await Promise.all(publishing);
  expect(sender.sent).toHaveLength(5);
});

it('gives a producer up that has failed, tells the caller, and sends nothing of the same call', async () => {
  const sender = open(async (record, nth) => {
    if (nth === 1) throw new Error('Whether it is stored nobody knows.');
    return partitionsOf(record);
  });
  const [failing, next] = [
    sender.publish('topic', messagesOver(60, 20)),
    sender.publish('topic', [message('key')]),
  ];
  await expect(failing).rejects.toThrow('nobody knows');
  await next;
  expect(sender.sent.map(({ messages }) => messages.length)).toEqual([500, 1]);
  expect({ made: sender.made(), ended: sender.ended() }).toEqual({ made: 2, ended: 1 });
});

it('takes a success for a failure that says nothing of a partition: kafkajs may have sent it nowhere', async () => {
  const sender = open(async (record, nth) => partitionsOf(record).slice(nth === 1 ? 1 : 0));
  await expect(sender.publish('topic', messagesOver(40, 1))).rejects.toThrow(UnavailableError);
  await sender.publish('topic', messagesOver(40, 1));
  expect(sender.made()).toBe(2);
});
