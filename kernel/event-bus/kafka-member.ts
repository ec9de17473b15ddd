import { LONG_RETRY, type Client, type OnMetric } from './kafka-client.ts';
import type { Delivery } from './kafka-delivery.ts';
import { within } from './kafka-errors.ts';

const STOPPING = 5_000;

type Joining = { client: Client; group: string; topics: string[]; delivery: Delivery; onMetric: OnMetric };

/**
 * One life of a consumer, from joining its group to the first crash. kafkajs restarts after some crashes,
 * after others it stays silent for ever; here each ends this life.
 */
export const joinGroup = ({ client, group, topics, delivery, onMetric }: Joining) => {
  let assigned: string[] | undefined;
  const consumer = client.consumer({
    groupId: group,
    sessionTimeout: 10_000,
    heartbeatInterval: 750,
    rebalanceTimeout: 30_000,
    maxWaitTimeInMs: 1_000, // as long as a fetch that finds nothing takes, and a stop
    minBytes: 1,
    // kafkajs unpacks all of a fetch without a heartbeat: so much takes it a second or two on a busy machine, where
    // thousands of small zipped batches in one fetch took longer than a session, over and over again.
    maxBytesPerPartition: 512 * 1024,
    maxBytes: 1024 * 1024,
    allowAutoTopicCreation: false,
    retry: { ...LONG_RETRY, restartOnFailure: async () => false },
  });

  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    assigned = Object.entries(memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => `${topic}/${partition}`),
    );
    onMetric('rebalances', 1, { group });
  });
  const crashed = new Promise<Error>((resolve) =>
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => resolve(error)),
  );

  const run = async () => {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true }); // else a group whose place has expired skips
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: delivery.eachBatch,
    });
  };
  const started = run();
  const failed = started.then(
    () => crashed,
    (error: Error) => error,
  );

  return {
    /** Resolves with what ended it. */
    ended: Promise.race([failed, crashed]),
    /** `topic/partition`; undefined before it has joined. */
    assigned: () => assigned,

    /** Leaves the group. kafkajs may hang here, or still be joining: that is not waited for, but left to end. */
    leave: () =>
      within(STOPPING, async () => {
        await started.catch(() => {});
        await consumer.disconnect();
      }).catch(() => {}),
  };
};

export type Membership = ReturnType<typeof joinGroup>;
