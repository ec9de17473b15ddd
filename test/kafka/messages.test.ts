import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { follow, type Skipped } from '../../kernel/consumer.ts';
import type { EventBus } from '../../kernel/event-bus/event-bus.ts';
import type { Recorded } from '../../kernel/messages.ts';
import { openSqliteRowStore } from '../../kernel/row-store/sqlite-row-store.ts';
import { fresh, isUpToDate, listen, message } from '../contracts/event-bus/traffic.ts';
import { range, until } from '../contracts/places.ts';
import { recorded } from '../recorded.ts';
import { bareKafka, clean, describeKafka, openBus, silent, withAdmin } from './places.ts';

const MIB = 1024 * 1024;

describeKafka('messages on Kafka', () => {
  const namespace = fresh('messages');
  let topic: string;
  let bus: EventBus;
  let rebuilds = 0;
  const onMetric = (name: string) => void (rebuilds += Number(name === 'consumer_rebuilds'));
  beforeAll(async () => void (bus = await openBus({ namespace, onMetric })));
  beforeEach(() => void (topic = fresh('topic')));
  afterAll(async () => {
    await bus?.close();
    await clean(namespace);
  });

  /** Past the bus, as another program might. */
  const produce = async (
    ...messages: { key: string | null; value: string | null; headers?: Record<string, string> }[]
  ) => {
    await bus.ends(topic);
    const producer = bareKafka().producer();
    await producer.connect();
    await producer.send({ topic: `${namespace}.${topic}`, messages });
    await producer.disconnect();
  };

  it('may be of 1 MiB, that hardly gets smaller, among others', async () => {
    const large = [...crypto.getRandomValues(new Uint8Array(65_536))]
      .map((byte) => String.fromCharCode(32 + (byte % 90)))
      .join('')
      .repeat(MIB / 65_536);
    const { seen } = await listen(bus, { topics: [topic], group: fresh('group') });
    await bus.publish(topic, [
      message('key', 'before'),
      message('key', large),
      message('key', large),
      message('key', 'after'),
    ]);
    await until(() => seen.length === 4);
    expect(seen.map(({ value }) => value.length)).toEqual([6, MIB, MIB, 5]);
    expect(seen[2]!.value === large).toBe(true);
  });

  it('of more are refused, and nothing that was to be published with them is there', async () => {
    const publishing = bus.publish(topic, [message('key', 'before'), message('key', 'x'.repeat(MIB + 1))]);
    await expect(publishing).rejects.toThrow(
      'Expected a value of at most 1048576 bytes, found 1048577: key key',
    );
    expect(Object.values(await bus.ends(topic)).every((end) => end === 0)).toBe(true);
  });

  it('without value, key or headers reach the handler as empty text', async () => {
    await produce({ key: null, value: null }, { key: 'key', value: 'x' });
    const { seen } = await listen(bus, { topics: [topic], group: fresh('group') });
    await until(() => seen.length === 2);
    expect(seen.map(({ key, value, headers }) => ({ key, value, headers }))).toEqual(
      expect.arrayContaining([
        { key: '', value: '', headers: {} },
        { key: 'key', value: 'x', headers: {} },
      ]),
    );
  });

  it('that are no events are recorded and passed over, and the events behind them handled', async () => {
    const rows = await openSqliteRowStore(':memory:');
    const skipped = await rows.open<Skipped>('skipped');
    await produce(
      { key: 'usr_1', value: null },
      { key: 'usr_1', value: '{"text":' },
      { key: 'usr_1', value: 'null' },
      {
        key: 'usr_1',
        value: JSON.stringify(recorded({ type: 'Noted', data: {} }, { stream: 'usr_1', position: 1_000 })),
      },
      {
        key: 'usr_1',
        value: JSON.stringify(recorded({ type: 'Noted', data: {} }, { stream: 'usr_1', position: 1_000 })),
        headers: { position: '1000' },
      },
    );
    const handled: Recorded[] = [];
    const following = await follow({
      bus,
      group: fresh('group'),
      topics: { [topic]: {} },
      skipped,
      log: silent,
      handle: async (events) => void handled.push(...events),
    });
    await until(async () => (await following.lag()) === 0);
    await following.close();
    expect(handled.map(({ position }) => position)).toEqual([1_000]);
    expect(await skipped.all()).toHaveLength(4);
    await rows.close();
  });

  describe('to a handler that throws', () => {
    // kafkajs takes these for bugs of the program, and its consumer is silent from then on.
    it('a TypeError and its like: they come again, and kafkajs hears nothing of it', async () => {
      const kinds = [TypeError, SyntaxError, RangeError, ReferenceError];
      let tries = 0;
      const handle = async () => {
        tries += 1;
        const Thrown = kinds[tries - 1];
        if (Thrown) throw new Thrown('Of the handler.');
      };
      const { consumer } = await listen(bus, { topics: [topic], group: fresh('group'), handle });
      await bus.publish(topic, [message('key')]);
      await until(() => isUpToDate(bus, consumer, topic));
      expect({ tries, rebuilds }).toEqual({ tries: 5, rebuilds: 0 });
    });
  });

  describe('that are gone', () => {
    const expire = async (before: number) => {
      const ends = await bus.ends(topic);
      const partitions = range(12).map((partition) => ({
        partition,
        offset: String(Math.min(before, ends[`${topic}/${partition}`]!)),
      }));
      const full = `${namespace}.${topic}`;
      await withAdmin(async (admin) => {
        await admin.fetchTopicOffsets(full); // or the client does not know who leads
        await admin.deleteTopicRecords({ topic: full, partitions });
      });
    };
    const publishTen = () =>
      bus.publish(
        topic,
        range(10).map((i) => message('key', String(i))),
      );

    it('are not waited for', async () => {
      await publishTen();
      await expire(10);
      await until(() => isUpToDate(bus, { offsets: () => bus.offsets('never seen', [topic]) }, topic));
    });

    it('while a group was away: it goes on with the first that is there, and skips none', async () => {
      const group = fresh('group');
      const before = await listen(bus, { topics: [topic], group });
      await bus.publish(topic, [message('key', 'first')]);
      await until(() => isUpToDate(bus, before.consumer, topic));
      await before.consumer.close();
      await publishTen();
      await expire(5);
      const after = await listen(bus, { topics: [topic], group });
      await until(() => isUpToDate(bus, after.consumer, topic));
      expect(after.seen.map(({ value }) => value)).toEqual(['4', '5', '6', '7', '8', '9']);
    });
  });
});
