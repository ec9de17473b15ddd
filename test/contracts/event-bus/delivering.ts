import { describe, expect, it } from '@jest/globals';
import { PARTITIONS, type EventBus } from '../../../kernel/event-bus/event-bus.ts';
import { range, until, usePlaces, type Adapter } from '../places.ts';
import { fresh, isUpToDate, listen, message, messagesOver, placeOf, valuesByKey } from './traffic.ts';

export const delivering = (adapter: Adapter<EventBus>) => {
  const { open } = usePlaces(adapter);
  const places = (topic: string) => range(PARTITIONS).map((partition) => `${topic}/${partition}`);

  describe('a message', () => {
    it('arrives as it was published, and says where it stands', async () => {
      const bus = await open();
      const topic = fresh('topic');
      const published = message('é 🎈', '{"text":"ü \\u0000 \\"x\\""}', {
        type: 'Noted',
        note: 'é',
        empty: '',
      });
      const { seen } = await listen(bus, { topics: [topic], group: fresh('group') });
      await bus.publish(topic, [published]);
      await until(() => seen.length > 0);
      expect(seen).toEqual([{ ...published, topic, partition: expect.any(Number), offset: 0 }]);
    });

    it('stays in the order of its key, and in the partition of its key', async () => {
      const bus = await open();
      const topic = fresh('topic');
      const { seen } = await listen(bus, { topics: [topic], group: fresh('group') });
      const published = messagesOver(40, 30);
      for (const start of range(12).map((i) => i * 100))
        await bus.publish(topic, published.slice(start, start + 100));
      await until(() => seen.length >= published.length);

      expect(valuesByKey(seen)).toEqual(valuesByKey(published));
      const partitions = Map.groupBy(seen, ({ key }) => key);
      for (const [, messages] of partitions) expect(new Set(messages.map(placeOf)).size).toBe(1);
      expect(new Set(seen.map(placeOf)).size).toBeGreaterThan(PARTITIONS / 2);
    });

    it('counts on from 0 in its partition, up to the ends', async () => {
      const bus = await open();
      const topic = fresh('topic');
      expect(await bus.ends(topic)).toEqual(Object.fromEntries(places(topic).map((place) => [place, 0])));
      await bus.publish(topic, []);
      await bus.publish(topic, messagesOver(30, 5));
      const { seen } = await listen(bus, { topics: [topic], group: fresh('group') });
      await until(() => seen.length >= 150);

      const ends = await bus.ends(topic);
      expect(Object.keys(ends).sort()).toEqual(places(topic).sort());
      for (const [place, end] of Object.entries(ends)) {
        const offsets = seen.filter((one) => placeOf(one) === place).map(({ offset }) => offset);
        expect(offsets).toEqual(range(end));
      }
    });

    it('is one of 10,000 published in one call, and none is lost', async () => {
      const bus = await open();
      const topic = fresh('topic');
      const { seen } = await listen(bus, { topics: [topic], group: fresh('group') });
      const published = messagesOver(100, 100);
      await bus.publish(topic, published);
      await until(() => seen.length >= published.length);
      expect(seen).toHaveLength(published.length);
      expect(valuesByKey(seen)).toEqual(valuesByKey(published));
    });

    it('is published at once with others, each caller’s in order and none lost', async () => {
      const bus = await open();
      const topic = fresh('topic');
      const { seen } = await listen(bus, { topics: [topic], group: fresh('group') });
      const callers = range(10).map((caller) => range(30).map((i) => message(`key_${caller}`, String(i))));
      await Promise.all(callers.map((messages) => bus.publish(topic, messages)));
      await until(() => seen.length >= 300);
      expect(valuesByKey(seen)).toEqual(valuesByKey(callers.flat()));
    });
  });

  describe('a handler', () => {
    it('is given messages of one partition of one topic, and never none', async () => {
      const bus = await open();
      const topics = [fresh('topic'), fresh('topic')];
      for (const topic of topics) await bus.publish(topic, messagesOver(30, 20));
      const batches: string[][] = [];
      const handle = async (messages: { topic: string; partition: number }[]) =>
        void batches.push(messages.map(placeOf));
      const { seen } = await listen(bus, { topics, group: fresh('group'), handle });
      await until(() => seen.length >= 1_200);
      for (const batch of batches) expect(new Set(batch).size).toBe(1);
      expect(new Set(seen.map(({ topic }) => topic))).toEqual(new Set(topics));
    });

    it('has its offsets saved when it is done, until the group is up to date', async () => {
      const bus = await open();
      const topic = fresh('topic');
      await bus.publish(topic, messagesOver(30, 3));
      const { consumer, seen } = await listen(bus, { topics: [topic], group: fresh('group') });
      await until(() => isUpToDate(bus, consumer, topic));
      expect(seen).toHaveLength(90);
      const ends = await bus.ends(topic);
      const offsets = await consumer.offsets();
      for (const place of places(topic)) expect(offsets[place] ?? 0).toBe(ends[place]);
    });
  });
};
