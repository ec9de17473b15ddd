import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Delivered, EventBus } from '../../../kernel/event-bus/event-bus.ts';
import { range, until, usePlaces, type Adapter } from '../places.ts';
import { createDoor, fresh, isUpToDate, listen, message, placeOf, valuesByKey } from './traffic.ts';

export const failing = (adapter: Adapter<EventBus>) => {
  const { open, reopen } = usePlaces(adapter);

  describe('a handler that rejects', () => {
    it('is given the same messages again, and nothing behind them before', async () => {
      const bus = await open();
      const topic = fresh('topic');
      const tries: string[][] = [];
      const handle = async (messages: Delivered[]) => {
        tries.push(messages.map(({ value }) => value));
        if (tries.length <= 3) throw new Error('not now');
      };
      await bus.publish(
        topic,
        range(5).map((i) => message('key', String(i))),
      );
      const { seen, consumer } = await listen(bus, { topics: [topic], group: fresh('group'), handle });
      await until(() => tries.length === 2);
      await bus.publish(topic, [message('key', '5')]);
      await until(() => isUpToDate(bus, consumer, topic));

      for (const values of tries.slice(0, 4)) expect(values[0]).toBe('0');
      expect(seen.map(({ value }) => value)).toEqual(['0', '1', '2', '3', '4', '5']);
    });

    it('stops its own partition alone: other partitions and other groups go on', async () => {
      const bus = await open();
      const topic = fresh('topic');
      const messages = range(40).map((i) => message(`key_${i}`));
      await bus.publish(topic, messages);
      let poisoned = '';
      const handle = async (batch: Delivered[]) => {
        poisoned ||= placeOf(batch[0]!);
        if (placeOf(batch[0]!) === poisoned) throw new Error('never');
      };
      const sick = await listen(bus, { topics: [topic], group: fresh('group'), handle });
      const well = await listen(bus, { topics: [topic], group: fresh('group') });
      await until(() => isUpToDate(bus, well.consumer, topic));
      const healthy = well.seen.filter((one) => placeOf(one) !== poisoned);
      await until(() => sick.seen.length >= healthy.length);

      expect(valuesByKey(sick.seen)).toEqual(valuesByKey(healthy));
      expect((await sick.consumer.offsets())[poisoned] ?? 0).toBe(0);
    });

    it('that throws at once, outside of any promise, is the same', async () => {
      const bus = await open();
      const topic = fresh('topic');
      let tries = 0;
      const group = fresh('group');
      await bus.subscribe({
        topics: [topic],
        group,
        handle() {
          tries += 1;
          if (tries === 1) throw new Error('not now');
          return Promise.resolve();
        },
      });
      await bus.publish(topic, [message('key')]);
      await until(() => isUpToDate(bus, { offsets: () => bus.offsets(group, [topic]) }, topic));
      expect(tries).toBe(2);
    });
  });

  describe('a close', () => {
    it.each(['consumer', 'bus'] as const)(
      'of the %s waits for the handler, and ends the deliveries',
      async (what) => {
        const bus = await open();
        const [topic, door] = [fresh('topic'), createDoor()];
        let given = 0;
        const handle = async () => {
          given += 1;
          await door.opened;
        };
        const { seen, consumer } = await listen(bus, { topics: [topic], group: fresh('group'), handle });
        await bus.publish(topic, [message('key', '0')]);
        await until(() => given === 1);
        await bus.publish(topic, [message('key', '1')]);

        let isClosed = false;
        const closing = (what === 'bus' ? bus : consumer).close().then(() => (isClosed = true));
        await sleep(300);
        expect(isClosed).toBe(false);
        door.open();
        await closing;
        expect(seen.map(({ value }) => value)).toEqual(['0']);
        await sleep(300);
        expect(given).toBe(1);
      },
    );

    it('of the bus, then a publish, is refused', async () => {
      const bus = await open();
      await bus.close();
      await expect(bus.publish(fresh('topic'), [message('key')])).rejects.toThrow();
    });
  });

  if (!adapter.isDurable) return;
  describe('a bus opened again', () => {
    it('has its messages and its groups’ offsets, and what was not done is given again', async () => {
      const bus = await open();
      const [topic, group] = [fresh('topic'), fresh('group')];
      const handle = async ([first]: Delivered[]) => {
        if (first!.value === 'later') throw new Error('not now');
      };
      const before = await listen(bus, { topics: [topic], group, handle });
      await bus.publish(topic, [message('key', 'done')]);
      await until(() => isUpToDate(bus, before.consumer, topic));
      await bus.publish(topic, [message('key', 'later')]);
      const ends = await bus.ends(topic);

      const again = await reopen(bus);
      expect(await again.ends(topic)).toEqual(ends);
      const after = await listen(again, { topics: [topic], group });
      await again.publish(topic, [message('key', 'new')]);
      await until(() => isUpToDate(again, after.consumer, topic));
      expect(after.seen.map(({ value, offset }) => [value, offset])).toEqual([
        ['later', 1],
        ['new', 2],
      ]);
    });
  });
};
