import type { Admin } from 'kafkajs';
import type { Asking } from './kafka-admin.ts';
import { UnavailableError } from '../domain-error.ts';
import { rootOf } from './kafka-errors.ts';

const PATIENCE = 15_000;
const PAUSE = 250;

type Range = { partition: number; low: number; high: number };
type Refused = Error & { groups?: { error?: { type?: string } }[] };

/** Where the partitions of a topic begin and end. Rejects until each has a leader that answers. */
export const askRanges = async (asking: Admin, topic: string): Promise<Range[]> => {
  const found = await asking.fetchTopicOffsets(topic).catch((error: unknown) => {
    throw error instanceof TypeError ? withoutLeader(topic) : error; // kafkajs stumbles over a new topic
  });
  return found.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
};

const NO_LEADER = 'LEADER_NOT_AVAILABLE';

export const withoutLeader = (topic: string) =>
  Object.assign(new UnavailableError(`Kafka has no leader yet for partitions of ${topic}.`), {
    type: NO_LEADER,
  });

export const isWithoutLeader = (error: unknown): boolean => rootOf(error).type === NO_LEADER;

/** Where topics end and groups stand; topics and groups by their names on the cluster. */
export const createOffsets = (admin: Asking) => {
  const rangesOf = (topic: string) => admin.askJoined(topic, (asking) => askRanges(asking, topic));

  const committedOf = (group: string, topics: string[]) =>
    admin.askJoined(`${group} ${topics.join(' ')}`, (asking) =>
      asking.fetchOffsets({ groupId: group, topics }),
    );

  return {
    async ends(topic: string): Promise<Map<number, number>> {
      return new Map((await rangesOf(topic)).map(({ partition, high }) => [partition, high]));
    },

    /** By topic and partition. What has expired is behind a group, or it would seem to wait for ever. */
    async of(group: string, topics: string[]): Promise<Map<string, Map<number, number>>> {
      const committed = await committedOf(group, topics);
      const offsets = committed.map(async ({ topic, partitions }) => {
        const lows = new Map((await rangesOf(topic)).map(({ partition, low }) => [partition, low]));
        const next = partitions.map(
          ({ partition, offset }) => [partition, Math.max(Number(offset), lows.get(partition) ?? 0)] as const,
        );
        return [topic, new Map(next)] as const;
      });
      return new Map(await Promise.all(offsets));
    },

    /** Waits for members that are just leaving, or whose process has died. */
    async forget(group: string) {
      const end = Date.now() + PATIENCE;
      while (!(await admin.ask((asking) => remove(asking, group, Date.now() > end))))
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
    },
  };
};

export type Offsets = ReturnType<typeof createOffsets>;

/** True when the group is gone; while it has members, false, or at the last try its error. */
const remove = async (admin: Admin, group: string, isLast: boolean): Promise<boolean> => {
  try {
    await admin.deleteGroups([group]);
    return true;
  } catch (error) {
    const type = (rootOf(error) as Refused).groups?.[0]?.error?.type;
    if (type === 'GROUP_ID_NOT_FOUND') return true;
    if (type === 'NON_EMPTY_GROUP' && !isLast) return false;
    throw error;
  }
};
