import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import kafkajs from 'kafkajs';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { PARTITIONS, TopicError } from '../../kernel/event-bus/event-bus.ts';
import { fresh, message } from '../contracts/event-bus/traffic.ts';
import { range } from '../contracts/places.ts';
import { eventually } from '../journeys/eventually.ts';
import { clean, describeKafka, openBus, silent, withAdmin } from './places.ts';

const { ConfigResourceTypes } = kafkajs;
type Settings = Record<string, string>;

describeKafka('a topic on Kafka', () => {
  /** Another one each time: a cluster goes on telling of topics that were deleted. */
  let namespace: string;
  beforeEach(() => void (namespace = fresh('topics')));
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
    await clean(namespace);
  });

  const open = async () => {
    const bus = await openBus({ namespace });
    opened.push(bus);
    return bus;
  };

  /** One that was deleted may still be there; and kafkajs itself may ask for its leaders too early, and give up. */
  const make = (topic: string, settings: Settings = {}, numPartitions = PARTITIONS) =>
    withAdmin(async (admin) => {
      const name = `${namespace}.${topic}`;
      const topics = [{ topic: name, numPartitions, configEntries: entriesOf(settings) }];
      await eventually(async () =>
        expect(await admin.createTopics({ topics, waitForLeaders: false })).toBe(true),
      );
      await eventually(() => admin.fetchTopicMetadata({ topics: [name] }));
    });
  const entriesOf = (settings: Settings) =>
    Object.entries(settings).map(([name, value]) => ({ name, value }));
  const good = {
    'retention.ms': '-1',
    'max.message.bytes': '2097152',
    'message.timestamp.type': 'LogAppendTime',
  };

  const settingsOf = async (topic: string) => {
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: `${namespace}.${topic}` }];
    const found = await withAdmin((admin) => admin.describeConfigs({ resources, includeSynonyms: false }));
    return Object.fromEntries(
      found.resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]),
    );
  };

  const refusalOf = async (topic: string) => {
    const bus = await open();
    const refused = await bus.publish(topic, [message('key')]).catch((error: unknown) => error);
    await expect(bus.subscribe({ topics: [topic], group: 'group', handle: async () => {} })).rejects.toThrow(
      TopicError,
    );
    await expect(bus.ends(topic)).rejects.toThrow(TopicError);
    expect(refused).toBeInstanceOf(TopicError);
    return (refused as Error).message;
  };

  it('is made when it is first used: kept for ever, and of presence for a day', async () => {
    const bus = await open();
    await bus.publish('users.events', [message('key')]);
    await bus.ends('activity.events');
    expect(await settingsOf('users.events')).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'retention.bytes': '-1',
    });
    expect(await settingsOf('activity.events')).toMatchObject({ 'retention.ms': '86400000' });
  });

  it('takes what a process with a clock of next week publishes', async () => {
    const bus = await open();
    const nextWeek = Date.now() + 7 * 86_400_000;
    const now = jest.spyOn(Date, 'now').mockImplementation(() => nextWeek);
    try {
      await bus.publish('users.events', [message('key')]);
    } finally {
      now.mockRestore();
    }
  });

  it('is made once by processes that use it at the same time', async () => {
    const buses = await Promise.all(range(4).map(open));
    await Promise.all(buses.map((bus, i) => bus.publish('users.events', [message(`key_${i}`)])));
    const ends = Object.values(await buses[0]!.ends('users.events'));
    expect(ends).toHaveLength(PARTITIONS);
    expect(ends.reduce((sum, end) => sum + end, 0)).toBe(4);
  });

  it('with another number of partitions is refused: keys would lose their order', async () => {
    await make('users.events', good, 6);
    expect(await refusalOf('users.events')).toMatch(
      `Topic ${namespace}.users.events: expected 12 partitions, found 6.`,
    );
  });

  it.each([
    ['that forgets', { 'retention.ms': '604800000' }, 'retention.ms=-1'],
    ['that forgets by size', { 'retention.bytes': '1000000' }, 'retention.bytes=-1'],
    ['that is compacted', { 'cleanup.policy': 'compact' }, 'cleanup.policy=delete'],
    ['that takes no large event', { 'max.message.bytes': '1000' }, 'max.message.bytes=2097152'],
  ])('%s is refused, with the command that repairs it', async (_, bad, expected) => {
    await make('users.events', { ...good, ...bad });
    const refusal = await refusalOf('users.events');
    const [[name, value]] = Object.entries(bad) as [[string, string]];
    expect(refusal).toMatch(`expected ${expected}; found ${name}=${value}. Repair: kafka-configs.sh`);
    expect(refusal).toMatch(`--entity-name ${namespace}.users.events --add-config ${expected}`);
  });

  it('that was repaired is taken, without a restart', async () => {
    await make('users.events');
    const bus = await open();
    await expect(bus.ends('users.events')).rejects.toThrow('retention.ms');
    await withAdmin((admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: ConfigResourceTypes.TOPIC,
            name: `${namespace}.users.events`,
            configEntries: entriesOf(good),
          },
        ],
      }),
    );
    await eventually(() => bus.publish('users.events', [message('key')])); // brokers hear of it a little later
  });

  it('whose name Kafka does not take is refused with its reason', async () => {
    const bus = await open();
    await expect(bus.ends('users events')).rejects.toThrow(/topic/i);
  });
});

it('a bus whose brokers do not answer says so in one line, and its client in one more', async () => {
  const said: string[] = [];
  const log = { ...silent, warn: (_: object, line: string) => void said.push(line) };
  const opening = openBus({ brokers: ['127.0.0.1:1'], log });
  await expect(opening).rejects.toThrow(UnavailableError);
  await expect(opening).rejects.toThrow(/^Kafka did not answer: .*ECONNREFUSED 127.0.0.1:1\.$/);
  expect(said).toEqual([expect.stringMatching(/^kafkajs, BrokerPool: Failed to connect .*ECONNREFUSED/)]);
});
