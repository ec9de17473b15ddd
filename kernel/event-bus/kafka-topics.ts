import kafkajs, { type Admin } from 'kafkajs';
import { PARTITIONS, SHORT_LIVED, TopicError } from './event-bus.ts';
import type { Asking } from './kafka-admin.ts';
import { rootOf } from './kafka-errors.ts';
import { askRanges, isWithoutLeader, withoutLeader } from './kafka-offsets.ts';

const { ConfigResourceTypes } = kafkajs;
const DAY = 86_400_000;
const REPLICAS = 3;
/** `default.replication.factor` of the broker. */
const BY_DEFAULT = -1;
/** Bytes of a record batch: room for a value of 1 MiB. */
const LARGEST_BATCH = 2 * 1024 * 1024;
const PATIENCE = 10_000;
const PAUSE = 50;

type Settings = Record<string, string>;

const settingsOf = (topic: string): Settings => ({
  'cleanup.policy': 'delete',
  'retention.ms': topic.endsWith(SHORT_LIVED) ? String(DAY) : '-1',
  'retention.bytes': '-1',
  // By the broker's clock: it refuses what a clock that is an hour ahead has stamped, and nothing would be published.
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': String(LARGEST_BATCH),
});

/** Makes topics when they are first used, and refuses those that would lose or reorder what is written. */
export const createTopics = (admin: Asking, brokers: string[]) => {
  const known = new Map<string, Promise<void>>();

  const prepare = async (topic: string) => {
    await admin.ask(async (asking) => {
      await make(asking, topic);
      await check(asking, topic, brokers);
    });
    await haveLeaders(topic);
  };

  /** Or a consumer joins its group again for each partition without one. A busy broker takes seconds to choose them. */
  const haveLeaders = async (topic: string) => {
    const end = Date.now() + PATIENCE;
    for (;;)
      try {
        return await admin.ask((asking) => askRanges(asking, topic));
      } catch (error) {
        if (!isWithoutLeader(error) || Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
  };

  return {
    /** A topic that was found good is not asked for again; TopicError for a bad one. */
    ready(topic: string): Promise<void> {
      const ready = known.get(topic) ?? prepare(topic);
      known.set(topic, ready);
      ready.catch(() => known.delete(topic));
      return ready;
    },

    /** Resolves when it is gone. The cluster forgets by itself where groups stood in it. */
    async remove(topic: string): Promise<void> {
      known.delete(topic);
      await admin.ask(async (asking) => {
        if ((await partitionsOf(asking, topic)) > 0) await asking.deleteTopics({ topics: [topic] });
        await settled(async () => (await partitionsOf(asking, topic)) === 0);
      });
    },
  };
};

export type Topics = ReturnType<typeof createTopics>;

/** Nothing happens to a topic that is there, even if another process makes it at this moment. */
const make = async (admin: Admin, topic: string) => {
  if ((await partitionsOf(admin, topic)) > 0) return;
  const { brokers } = await admin.describeCluster();
  const isLarge = brokers.length >= REPLICAS;
  const settings = { ...settingsOf(topic), ...(isLarge ? { 'min.insync.replicas': '2' } : {}) };
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  // Where fewer are there now, some may be away: how many replicas there are to be, the brokers were told.
  const replicationFactor = isLarge ? REPLICAS : BY_DEFAULT;
  await admin.createTopics({
    topics: [{ topic, numPartitions: PARTITIONS, replicationFactor, configEntries }],
    waitForLeaders: false,
  });
  await settled(async () => (await partitionsOf(admin, topic)) > 0);
};

/** What one broker has done the others hear a moment later. */
const settled = async (isSo: () => Promise<boolean>) => {
  const end = Date.now() + PATIENCE;
  while (!(await isSo()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, PAUSE));
};

/** 0 for a topic that is not there, or whose partitions have no leader yet. */
const partitionsOf = async (admin: Admin, topic: string): Promise<number> => {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]!.partitions.length;
  } catch (error) {
    if (['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'].includes(rootOf(error).type ?? '')) return 0;
    throw error;
  }
};

const check = async (admin: Admin, topic: string, [broker]: string[]) => {
  const partitions = await partitionsOf(admin, topic);
  if (partitions === 0) throw withoutLeader(topic);
  if (partitions !== PARTITIONS)
    throw new TopicError(
      `Topic ${topic}: expected ${PARTITIONS} partitions, found ${partitions}. Keys would change their ` +
        `partition, so nothing repairs it in place: delete the topic and publish its log again.`,
    );
  const expected = settingsOf(topic);
  const found = await settingsFound(admin, topic, Object.keys(expected));
  const wrong = Object.keys(expected).filter((name) => !isGood(name, expected[name]!, found[name] ?? ''));
  if (wrong.length === 0) return;
  const repairs = wrong.map((name) => `${name}=${expected[name]}`);
  throw new TopicError(
    `Topic ${topic}: expected ${repairs.join(', ')}; found ` +
      `${wrong.map((name) => `${name}=${found[name]}`).join(', ')}. Repair: kafka-configs.sh ` +
      `--bootstrap-server ${broker} --alter --entity-type topics --entity-name ${topic} ` +
      `--add-config ${repairs.join(',')}`,
  );
};

const isGood = (name: string, expected: string, found: string) =>
  name === 'max.message.bytes' ? Number(found) >= Number(expected) : found === expected;

const settingsFound = async (admin: Admin, topic: string, configNames: string[]): Promise<Settings> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames }],
  });
  return Object.fromEntries(
    resources[0]!.configEntries.map((entry) => [entry.configName, entry.configValue]),
  );
};
