import { describe, expect, it } from '@jest/globals';
import type { Delivered, EventBus } from '../../../kernel/event-bus/event-bus.ts';
import { range, until, usePlaces, type Adapter } from '../places.ts';
import { fresh, isUpToDate, listen, message, messagesOver, placeOf, valuesByKey } from './traffic.ts';

/** All of a topic, partition after partition. */
const readAll = async (bus: EventBus, topic: string): Promise<Delivered[]> => {
  const found: Delivered[] = [];
  for (const [place, end] of Object.entries(await bus.ends(topic))) {
    const partition = Number(place.split('/').at(-1));
    for (let offset = 0; offset < end; offset = found.at(-1)!.offset + 1) {
      const page = await bus.read(topic, partition, offset);
      expect(page[0]!.offset).toBe(offset);
      found.push(...page);
    }
  }
  return found;
};

export const reading = (adapter: Adapter<EventBus>) => {
  const { open } = usePlaces(adapter);

  describe('a read without a group', () => {
    it('gives what consumers are given, from any offset on', async () => {
      const bus = await open();
      const [topic, group] = [fresh('topic'), fresh('group')];
      for (const _ of range(3)) await bus.publish(topic, messagesOver(20, 10));
      const { seen, consumer } = await listen(bus, { topics: [topic], group });
      await until(() => isUpToDate(bus, consumer, topic));

      const read = await readAll(bus, topic);
      expect(valuesByKey(read)).toEqual(valuesByKey(seen));
      expect(new Set(read.map(placeOf))).toEqual(new Set(seen.map(placeOf)));
      const last = read.findLast(({ offset }) => offset > 0)!;
      expect(await bus.read(topic, last.partition, last.offset)).toEqual([last]);
    });

    it('keeps headers, and what no JSON is', async () => {
      const bus = await open();
      const topic = fresh('topic');
      await bus.publish(topic, [message('key', '{"half', { position: '1000', claims: '["é 🎈"]' })]);
      const [only] = await readAll(bus, topic);
      expect(only).toMatchObject({ topic, key: 'key', value: '{"half', offset: 0 });
      expect(only!.headers).toEqual({ position: '1000', claims: '["é 🎈"]' });
    });

    it('gives nothing at the end and beyond, and of a topic that nobody has written', async () => {
      const bus = await open();
      const topic = fresh('topic');
      expect(await bus.read(topic, 3, 0)).toEqual([]);
      await bus.publish(topic, [message('key')]);
      const [{ partition } = { partition: -1 }] = await readAll(bus, topic);
      expect(await bus.read(topic, partition, 1)).toEqual([]);
      expect(await bus.read(topic, partition, 9)).toEqual([]);
    });
  });

  describe('a topic that is removed', () => {
    it('begins again at offset 0, and so does who had read it', async () => {
      const bus = await open();
      const [topic, group] = [fresh('topic'), fresh('group')];
      await bus.publish(topic, messagesOver(10, 5));
      const before = await listen(bus, { topics: [topic], group });
      await until(() => isUpToDate(bus, before.consumer, topic));
      await before.consumer.close();

      await bus.remove(topic);
      expect(Object.values(await bus.ends(topic)).every((end) => end === 0)).toBe(true);
      expect(Object.values(await bus.offsets(group, [topic])).every((offset) => offset === 0)).toBe(true);
      await bus.publish(topic, messagesOver(10, 2));
      const after = await listen(bus, { topics: [topic], group });
      await until(() => isUpToDate(bus, after.consumer, topic));
      expect(after.seen).toHaveLength(20);
    });

    it('that is not there is no error', async () => {
      const bus = await open();
      await bus.remove(fresh('topic'));
    });
  });
};
