import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Delivered, EventBus } from '../../../kernel/event-bus/event-bus.ts';
import { range, until, usePlaces, type Adapter } from '../places.ts';
import {
  createDoor,
  fresh,
  isUpToDate,
  listen,
  message,
  messagesOver,
  placeOf,
  valuesByKey,
} from './traffic.ts';

/** Notices when two handlers are in one partition at the same time. */
const createWatch = () => {
  const busy = new Set<string>();
  const clashes: string[] = [];
  return {
    clashes,
    async handle(messages: Delivered[]) {
      const place = placeOf(messages[0]!);
      if (busy.has(place)) clashes.push(place);
      busy.add(place);
      await sleep(3);
      busy.delete(place);
    },
  };
};

export const sharing = (adapter: Adapter<EventBus>) => {
  const { open } = usePlaces(adapter);

  describe('two consumers of one group', () => {
    it('handle all together, both of them some, and no partition both at once', async () => {
      const bus = await open();
      const [topic, group, watch] = [fresh('topic'), fresh('group'), createWatch()];
      const listening = { topics: [topic], group, handle: watch.handle };
      const [one, other] = [await listen(bus, listening), await listen(bus, listening)];
      const isDone = () => one.seen.length > 0 && other.seen.length > 0;
      // In rounds: a bus may take a moment to share out the partitions.
      await until(async () => {
        await bus.publish(topic, messagesOver(40, 5));
        await until(() => isUpToDate(bus, one.consumer, topic));
        return isDone();
      });

      expect(watch.clashes).toEqual([]);
      const all = new Set([...one.seen, ...other.seen].map((seen) => `${placeOf(seen)}/${seen.offset}`));
      const published = Object.values(await bus.ends(topic)).reduce((sum, end) => sum + end);
      expect(all.size).toBe(published);
    });

    it('stay apart while others join and leave, and every key stays in order', async () => {
      const bus = await open();
      const [topic, group, watch] = [fresh('topic'), fresh('group'), createWatch()];
      const handled: Delivered[] = [];
      const handle = async (messages: Delivered[]) => {
        await watch.handle(messages);
        handled.push(...messages);
      };
      const listening = { topics: [topic], group, handle };
      const stayer = await listen(bus, listening);
      for (let round = 0; round < 4; round += 1) {
        const guest = await listen(bus, listening);
        await bus.publish(topic, messagesOver(40, 10));
        await sleep(10);
        await guest.consumer.close();
      }
      await until(() => isUpToDate(bus, stayer.consumer, topic));

      expect(watch.clashes).toEqual([]);
      const offsets = Map.groupBy(handled, placeOf);
      for (const [place, end] of Object.entries(await bus.ends(topic))) {
        const once = [...new Set((offsets.get(place) ?? []).map(({ offset }) => offset))];
        expect(once).toEqual(range(end));
      }
      expect(new Set(handled.map((one) => `${placeOf(one)}/${one.offset}`)).size).toBe(4 * 400);
    });

    it('leave a batch in hand to who has it: a joiner waits for its end', async () => {
      const bus = await open();
      const [topic, group, door] = [fresh('topic'), fresh('group'), createDoor()];
      let given = 0;
      const handle = async () => {
        given += 1;
        await door.opened;
      };
      const first = await listen(bus, { topics: [topic], group, handle });
      await bus.publish(topic, [message('key', '0')]);
      await until(() => given === 1);
      const joining = listen(bus, { topics: [topic], group, handle });
      await bus.publish(topic, [message('key', '1')]);
      await sleep(400);
      expect(given).toBe(1);

      door.open();
      const second = await joining;
      await until(() => isUpToDate(bus, first.consumer, topic));
      expect([...first.seen, ...second.seen].map(({ value }) => value)).toEqual(['0', '1']);
    });
  });

  describe('a group', () => {
    it('reads everything, whatever other groups have read: a new one begins at offset 0', async () => {
      const bus = await open();
      const topic = fresh('topic');
      const first = await listen(bus, { topics: [topic], group: fresh('group') });
      const published = messagesOver(20, 5);
      await bus.publish(topic, published);
      await until(() => isUpToDate(bus, first.consumer, topic));

      const late = await listen(bus, { topics: [topic], group: fresh('group') });
      await until(() => isUpToDate(bus, late.consumer, topic));
      expect(valuesByKey(late.seen)).toEqual(valuesByKey(published));
      expect(first.seen).toHaveLength(100);
    });

    it('goes on where it was when all of its consumers had left', async () => {
      const bus = await open();
      const [topic, group] = [fresh('topic'), fresh('group')];
      const first = await listen(bus, { topics: [topic], group });
      await bus.publish(topic, [message('key', 'before')]);
      await until(() => isUpToDate(bus, first.consumer, topic));
      await first.consumer.close();
      await bus.publish(topic, [message('key', 'meanwhile')]);

      const second = await listen(bus, { topics: [topic], group });
      await until(() => second.seen.length > 0);
      expect(second.seen.map(({ value }) => value)).toEqual(['meanwhile']);
      expect(first.seen.map(({ value }) => value)).toEqual(['before']);
    });

    it('that was forgotten reads from offset 0 again', async () => {
      const bus = await open();
      const [topic, group] = [fresh('topic'), fresh('group')];
      const first = await listen(bus, { topics: [topic], group });
      await bus.publish(topic, [message('key', 'before')]);
      await until(() => isUpToDate(bus, first.consumer, topic));
      await first.consumer.close();
      await bus.forget(group);

      const second = await listen(bus, { topics: [topic], group });
      await until(() => second.seen.length > 0);
      expect(second.seen.map(({ value }) => value)).toEqual(['before']);
    });
  });
};
