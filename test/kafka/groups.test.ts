import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from '@jest/globals';
import type { Delivered, EventBus } from '../../kernel/event-bus/event-bus.ts';
import {
  createDoor,
  fresh,
  isUpToDate,
  listen,
  message,
  messagesOver,
  placeOf,
} from '../contracts/event-bus/traffic.ts';
import { range, until } from '../contracts/places.ts';
import { brokers, clean, describeKafka, openBus } from './places.ts';
import { watching } from './watching.ts';

const STORM_SECONDS = Number(process.env['FAULTS_STORM'] ?? 7);
const SLOW_SECONDS = Number(process.env['FAULTS_SLOW'] ?? 12);
const SESSION = 10_000;

describeKafka('a group on Kafka', () => {
  const namespaces: string[] = [];
  const buses: EventBus[] = [];
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    await Promise.all(namespaces.map((namespace) => clean(namespace)));
  });

  const setUp = async () => {
    const namespace = fresh('groups');
    namespaces.push(namespace);
    const counts: Record<string, number> = {};
    const onMetric = (name: string, value: number) => void (counts[name] = (counts[name] ?? 0) + value);
    const bus = await openBus({ namespace, onMetric });
    buses.push(bus);
    return { bus, namespace, counts, topic: 'users.events' };
  };

  it.concurrent(
    'whose members come and go each second handles everything, each key in order',
    async () => {
      const { bus, topic } = await setUp();
      const handled: Delivered[] = [];
      const handle = async (messages: Delivered[]) => {
        await sleep(5);
        handled.push(...messages);
      };
      const listening = { topics: [topic], group: 'group', handle };
      const stayer = await listen(bus, listening);
      const guests: Promise<void>[] = [];
      for (let second = 0; second < STORM_SECONDS; second += 1) {
        const guest = await listen(bus, listening);
        await bus.publish(topic, messagesOver(40, 5));
        guests.push(sleep(2_500).then(() => guest.consumer.close()));
        await sleep(1_000);
      }
      await Promise.all(guests);
      await until(() => isUpToDate(bus, stayer.consumer, topic), 30_000);

      const places = Map.groupBy(handled, placeOf);
      for (const [place, end] of Object.entries(await bus.ends(topic))) {
        const once = [...new Set((places.get(place) ?? []).map(({ offset }) => offset))];
        expect(once).toEqual(range(end));
      }
    },
    (STORM_SECONDS + 60) * 1_000,
  );

  it.concurrent(
    'keeps a member whose handler takes longer than the session',
    async () => {
      const { bus, topic, counts } = await setUp();
      let given = 0;
      const handle = async () => {
        given += 1;
        await sleep(SLOW_SECONDS * 1_000);
      };
      const { seen, consumer } = await listen(bus, { topics: [topic], group: 'group', handle });
      await bus.publish(topic, [message('key')]);
      await until(() => isUpToDate(bus, consumer, topic), (SLOW_SECONDS + 20) * 1_000);
      expect({ seen: seen.length, given, rebalances: counts['rebalances'] }).toEqual({
        seen: 1,
        given: 1,
        rebalances: 1,
      });
    },
    (SLOW_SECONDS + 60) * 1_000,
  );

  it.concurrent(
    'whose member was killed goes on within the session timeout and 2 s',
    async () => {
      const { bus, namespace, topic } = await setUp();
      await bus.publish(topic, messagesOver(40, 1));
      const env = { ...process.env, KAFKA_BROKERS: brokers.join(',') };
      const victim = spawn(process.execPath, ['test/kafka/member.ts', namespace, topic, 'group'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(victim.stdout, 'data');
      const { consumer, seen } = await listen(bus, { topics: [topic], group: 'group' });
      await until(async () => {
        await bus.publish(topic, messagesOver(40, 1));
        await until(() => isUpToDate(bus, consumer, topic));
        return seen.length > 0; // both are members now
      });
      victim.kill('SIGKILL');
      const killedAt = Date.now();
      await bus.publish(topic, messagesOver(40, 1));
      await until(() => isUpToDate(bus, consumer, topic), 30_000);
      const took = Date.now() - killedAt;
      console.log(`Killed; its partitions were taken over after ${took} ms.`);
      expect(took).toBeLessThan(SESSION + 2_000);
    },
    60_000,
  );

  it.concurrent(
    'is forgotten though its members are just leaving',
    async () => {
      const { bus, topic } = await setUp();
      const door = createDoor();
      const { consumer, seen } = await listen(bus, {
        topics: [topic],
        group: 'group',
        handle: () => door.opened,
      });
      await bus.publish(topic, [message('key')]);
      await until(async () => {
        door.open();
        return seen.length > 0;
      });
      const [forgetting, leaving] = [bus.forget('group'), consumer.close()];
      await Promise.all([forgetting, leaving]);
      expect(Object.values(await bus.offsets('group', [topic])).every((offset) => offset === 0)).toBe(true);
      await bus.forget('group'); // nothing is left to forget, and that is no error
    },
    60_000,
  );

  it.concurrent(
    'that lives is not forgotten',
    async () => {
      const { bus, topic } = await setUp();
      const { consumer } = await listen(bus, { topics: [topic], group: 'group' });
      await bus.publish(topic, [message('key')]);
      await until(() => isUpToDate(bus, consumer, topic));
      await expect(bus.forget('group')).rejects.toThrow();
    },
    60_000,
  );

  watching();
});
