import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fresh, isUpToDate, listen, message } from '../contracts/event-bus/traffic.ts';
import { range, until } from '../contracts/places.ts';
import { canOwnServers, startKafka, type OwnKafka } from '../servers/own-kafka.ts';
import { createLog, readAll } from './log.ts';
import { losingAnswers } from './losing-answers.ts';
import { openBus } from './places.ts';

const DOWN_SECONDS = Number(process.env['FAULTS_DOWN'] ?? 1);
const FROZEN_SECONDS = Number(process.env['FAULTS_FROZEN'] ?? 1);
const ROUNDS = Number(process.env['FAULTS_ROUNDS'] ?? 1);

const given = canOwnServers ? describe : describe.skip;

given('one broker, used all the time', () => {
  let kafka: OwnKafka;
  beforeAll(async () => void (kafka = await startKafka()), 240_000);
  afterAll(() => kafka?.close());

  losingAnswers(() => kafka);

  const strike = async () => {
    for (const _ of range(10)) {
      kafka.proxy.cut();
      await sleep(100);
    }
    await kafka.act('freeze', 'kafka-1');
    await sleep(FROZEN_SECONDS * 1_000);
    await kafka.act('thaw', 'kafka-1');
    await sleep(1_000);
    await kafka.act('kill', 'kafka-1');
    await sleep(DOWN_SECONDS * 1_000);
    await kafka.act('start', 'kafka-1');
  };

  it(
    'is cut off, frozen, killed and started again: nothing is lost, and consumers go on by themselves',
    async () => {
      const counts: Record<string, number> = {};
      const onMetric = (metric: string) => void (counts[metric] = (counts[metric] ?? 0) + 1);
      const bus = await openBus({ brokers: kafka.brokers, onMetric });
      const topic = fresh('faults');
      const { consumer, seen } = await listen(bus, { topics: [topic], group: fresh('group') });
      const log = createLog(bus, topic);
      let isOver = false;
      const publishing = range(10).map(async (key) => {
        while (!isOver) await log.publishNext([`key_${key}`], 5);
      });
      for (const _ of range(ROUNDS)) {
        await sleep(1_000);
        await strike();
      }
      const struck = Date.now();
      isOver = true;
      await Promise.all(publishing);
      await bus.publish(topic, [message('last', '1')]);
      await until(() => seen.some(({ key }) => key === 'last'), 60_000);
      await until(() => isUpToDate(bus, consumer, topic), 60_000);
      const recovery = Date.now() - struck;

      const stored = await readAll(kafka.brokers, topic);
      for (const read of [stored, seen])
        expect(log.compare(read)).toMatchObject({ missing: [], disordered: [] });
      const { repeated } = log.compare(stored);
      console.log(JSON.stringify({ stored: stored.length, repeated, recovery, ...counts }));
      await bus.close();
    },
    60_000 + ROUNDS * (DOWN_SECONDS + FROZEN_SECONDS + 40) * 1_000,
  );
});
