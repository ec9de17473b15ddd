import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Consumer, ConsumerRunConfig } from 'kafkajs';
import { createDoor, message } from '../contracts/event-bus/traffic.ts';
import { until } from '../contracts/places.ts';
import { supervise, TOPIC } from './supervised.ts';

/** A bug inside the client: kafkajs takes these for bugs of the program, and is silent from then on. */
const breakOnBatch = (consumer: Consumer) => {
  const run = consumer.run.bind(consumer);
  const eachBatch = async () => {
    throw new TypeError('Of the client.');
  };
  consumer.run = (config?: ConsumerRunConfig) => run({ ...config, eachBatch });
};

/** Run beside the other tests that mostly wait. */
export const watching = () =>
  describe('a consumer', () => {
    it.concurrent('whose handler is slow, or that has nothing to do, is left alone', async () => {
      const door = createDoor();
      const { bus, seen, rebuilds, upToDate, close } = await supervise({ handle: () => door.opened });
      await sleep(4_500); // twice the patience
      await bus.publish(TOPIC, [message('key', 'slow')]);
      await sleep(4_500);
      door.open();
      await upToDate();
      expect({ seen, rebuilds: rebuilds() }).toEqual({ seen: ['slow'], rebuilds: 0 });
      await close();
    });

    it.concurrent('that crashes five times in a row, with Kafka well, asks for a new process', async () => {
      const { bus, seen, fatal, rebuilds, close } = await supervise({ sabotage: breakOnBatch });
      await bus.publish(TOPIC, [message('key', 'one')]);
      await until(() => fatal.length > 0, 25_000);
      expect(fatal).toEqual([expect.objectContaining({ message: 'Of the client.' })]);
      expect({ seen, rebuilds: rebuilds() }).toEqual({ seen: [], rebuilds: 4 });
      await close();
    });

    it.concurrent('that has stopped in silence while messages wait is replaced', async () => {
      const made: Consumer[] = [];
      const sabotage = (consumer: Consumer) => void made.push(consumer);
      const { bus, seen, topic, rebuilds, upToDate, close } = await supervise({ sabotage });
      await bus.publish(TOPIC, [message('key', 'before')]);
      await upToDate();
      made[0]!.pause([{ topic }]); // and nobody resumes it
      await bus.publish(TOPIC, [message('key', 'after')]);
      await until(() => seen.includes('after'));
      expect({ seen, rebuilds: rebuilds() }).toEqual({ seen: ['before', 'after'], rebuilds: 1 });
      await close();
    });

    it.concurrent('that crashes for good is replaced', async () => {
      let made = 0;
      const sabotage = (consumer: Consumer) => void ((made += 1) === 1 && breakOnBatch(consumer));
      const patience = 60_000; // or the watchdog would see to it
      const { bus, seen, fatal, rebuilds, upToDate, close } = await supervise({ sabotage, patience });
      await bus.publish(TOPIC, [message('key', 'one')]);
      await upToDate();
      expect({ seen, fatal, rebuilds: rebuilds() }).toEqual({ seen: ['one'], fatal: [], rebuilds: 1 });
      await close();
    });
  });
