import { describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { fresh } from '../contracts/event-bus/traffic.ts';
import { range } from '../contracts/places.ts';
import type { OwnKafka } from '../servers/own-kafka.ts';
import { createLog, readAll } from './log.ts';
import { bareKafka, openBus } from './places.ts';

const SENDS = Number(process.env['FAULTS_SENDS'] ?? 140);
const KEYS = 20;

// Kafka knows a batch that comes twice by its sequence number alone. kafkajs gives a waiting send the number
// of the one whose answer was lost: the broker takes it for a repetition, and says that it is stored.
export const losingAnswers = (kafka: () => OwnKafka) =>
  describe('answers to produce requests that are lost', () => {
    it.each([
      { name: 'every seventh', isLost: (nth: number) => nth % 7 === 0 },
      { name: 'eight in a row, more than the client tries', isLost: (nth: number) => nth % 400 < 8 },
    ])(
      'cost nothing: $name',
      async ({ isLost }) => {
        let rebuilds = 0;
        const onMetric = (name: string) => void (rebuilds += Number(name === 'producer_rebuilds'));
        const bus = await openBus({ brokers: kafka().brokers, onMetric });
        const topic = fresh('acks');
        await bus.ends(topic);
        kafka().proxy.lose(isLost);
        const log = createLog(bus, topic);
        await Promise.all(range(KEYS).map((key) => log.publishNext([`key_${key}`], SENDS / KEYS)));
        const { lost } = kafka().proxy.counts();
        kafka().proxy.lose(undefined);

        expect(lost).toBeGreaterThan(SENDS / 60);
        const { missing, disordered, repeated } = log.compare(await readAll(kafka().brokers, topic));
        expect({ missing, disordered }).toEqual({ missing: [], disordered: [] });
        const said = `${SENDS} sends, ${lost} answers lost, ${rebuilds} producers rebuilt, ${repeated} messages repeated`;
        console.log(said);
        await bus.close();
      },
      30_000 + SENDS * 500,
    );

    it('cost messages when sends of the bare client overlap: why the bus sends one at a time', async () => {
      const topic = fresh('bare');
      const bus = await openBus({ brokers: kafka().brokers });
      await bus.ends(topic);
      const producer = bareKafka(kafka().brokers).producer({
        idempotent: true,
        createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      kafka().proxy.lose((nth) => nth % 7 === 0);
      const acknowledged: string[] = [];
      await Promise.allSettled(
        range(200).map(async (i) => {
          await producer.send({ topic, messages: [{ key: `key_${i % KEYS}`, value: String(i) }] });
          acknowledged.push(String(i));
        }),
      );
      kafka().proxy.lose(undefined);
      await producer.disconnect();
      await bus.close();

      const stored = new Set((await readAll(kafka().brokers, topic)).map(({ value }) => value));
      expect(acknowledged.filter((value) => !stored.has(value)).length).toBeGreaterThan(0);
    }, 60_000);
  });
