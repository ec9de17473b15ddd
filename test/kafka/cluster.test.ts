import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fresh, isUpToDate, listen } from '../contracts/event-bus/traffic.ts';
import { range, until } from '../contracts/places.ts';
import { canOwnServers, startKafka, type OwnKafka } from '../servers/own-kafka.ts';
import { createLog, readAll } from './log.ts';
import { openBus, withAdmin } from './places.ts';

const ROUNDS = Number(process.env['FAULTS_CLUSTER'] ?? 0);
const keysOf = (writer: number) => range(24).map((key) => `key_${writer}_${key}`);

(canOwnServers && ROUNDS > 0 ? describe : describe.skip)('three brokers (FAULTS_CLUSTER=1)', () => {
  let kafka: OwnKafka;
  beforeAll(async () => void (kafka = await startKafka(3)), 240_000);
  afterAll(() => kafka?.close());

  it('give each topic three replicas, also one that is made while a broker is away', async () => {
    const alive = () =>
      withAdmin(async (admin) => (await admin.describeCluster()).brokers.length, kafka.brokers);
    await until(async () => (await alive()) === 3, 30_000);
    await kafka.act('kill', 'kafka-3');
    await until(async () => (await alive()) === 2, 30_000);
    const bus = await openBus({ brokers: kafka.brokers });
    const topic = fresh('replicas');
    await bus.ends(topic);
    const { topics } = await withAdmin(
      (admin) => admin.fetchTopicMetadata({ topics: [topic] }),
      kafka.brokers,
    );
    expect(topics[0]!.partitions.map(({ replicas }) => replicas.length)).toEqual(Array(12).fill(3));
    await bus.close();
    await kafka.act('start', 'kafka-3');
  }, 120_000);

  it(
    'lose nothing when one is killed and another is frozen, under load',
    async () => {
      const counts: Record<string, number> = {};
      const onMetric = (metric: string) => void (counts[metric] = (counts[metric] ?? 0) + 1);
      const bus = await openBus({ brokers: kafka.brokers, onMetric });
      const topic = fresh('cluster');
      const { consumer, seen } = await listen(bus, { topics: [topic], group: fresh('group') });
      const log = createLog(bus, topic);
      let isOver = false;
      const publishing = range(3).map(async (writer) => {
        while (!isOver) await log.publishNext(keysOf(writer), 1);
      });
      for (const round of range(ROUNDS)) {
        const [killed, frozen] = [`kafka-${(round % 3) + 1}`, `kafka-${((round + 1) % 3) + 1}`];
        await sleep(2_000);
        await kafka.act('kill', killed);
        await sleep(8_000);
        await kafka.act('start', killed);
        await sleep(8_000);
        await kafka.act('freeze', frozen);
        await sleep(15_000);
        await kafka.act('thaw', frozen);
      }
      await sleep(2_000);
      isOver = true;
      await Promise.all(publishing);
      await until(() => isUpToDate(bus, consumer, topic), 120_000);

      const stored = await readAll(kafka.brokers, topic);
      const { repeated } = log.compare(stored);
      console.log(JSON.stringify({ stored: stored.length, repeated, failures: log.failures(), ...counts }));
      for (const read of [stored, seen])
        expect(log.compare(read)).toMatchObject({ missing: [], disordered: [] });
      await bus.close();
    },
    180_000 + ROUNDS * 120_000,
  );
});
