import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { PARTITIONS, TopicError } from '../../kernel/event-bus/event-bus.ts';
import type { Asking } from '../../kernel/event-bus/kafka-admin.ts';
import { createTopics } from '../../kernel/event-bus/kafka-topics.ts';

// States of a cluster that pass: of brokers that start one after another.
describe('a topic whose partitions', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const refusalFor = async (fetchTopicMetadata: () => Promise<unknown>) => {
    const admin = {
      fetchTopicMetadata,
      describeCluster: async () => ({ brokers: [1, 2, 3] }),
      createTopics: async () => false, // it is there
    } as unknown as Admin;
    const asking = { ask: (question: (one: Admin) => Promise<unknown>) => question(admin) } as Asking;
    const refused = createTopics(asking, ['one:9092'])
      .ready('orders.events')
      .catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(11_000);
    return refused;
  };

  it('have no leader yet is waited for: nobody is told to delete it', async () => {
    const noLeader = Object.assign(new Error('no leader'), { type: 'LEADER_NOT_AVAILABLE' });
    expect(await refusalFor(() => Promise.reject(noLeader))).toBeInstanceOf(UnavailableError);
  });

  it('are given one after some seconds is ready then', async () => {
    const end = Date.now() + 6_000;
    const good = {
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'retention.bytes': '-1',
      'message.timestamp.type': 'LogAppendTime',
      'max.message.bytes': '2097152',
    };
    const configEntries = Object.entries(good).map(([configName, configValue]) => ({
      configName,
      configValue,
    }));
    const admin = {
      fetchTopicMetadata: async () => ({ topics: [{ partitions: Array.from({ length: PARTITIONS }) }] }),
      describeConfigs: async () => ({ resources: [{ configEntries }] }),
      async fetchTopicOffsets() {
        if (Date.now() < end) throw new TypeError('Cannot read properties of undefined'); // as kafkajs does
        return [];
      },
    } as unknown as Admin;
    const asking = { ask: (question: (one: Admin) => Promise<unknown>) => question(admin) } as Asking;
    const ready = createTopics(asking, ['one:9092']).ready('orders.events');
    await Promise.all([jest.advanceTimersByTimeAsync(7_000), ready]);
    expect(Date.now()).toBeGreaterThanOrEqual(end);
  });

  it('are fewer than they should be is refused', async () => {
    const partitions = Array.from({ length: PARTITIONS - 1 });
    const refused = await refusalFor(async () => ({ topics: [{ partitions }] }));
    expect(refused).toBeInstanceOf(TopicError);
    expect((refused as Error).message).toContain(
      `expected ${PARTITIONS} partitions, found ${PARTITIONS - 1}`,
    );
  });
});
