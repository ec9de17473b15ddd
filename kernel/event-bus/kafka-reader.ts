import type { KafkaMessage } from 'kafkajs';
import type { Client } from './kafka-client.ts';
import { rootOf, translated, within } from './kafka-errors.ts';
import { UnavailableError } from '../domain-error.ts';

const MOST_BYTES = 2 * 1024 * 1024;
const WAIT = 100;
const PATIENCE = 20_000;
const TRIES = 5;

/** What kafkajs 2.2.4 keeps to itself: its consumers always join a group, which takes seconds. */
type Cluster = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(wanted: { nodeId: string }): Promise<Broker>;
};
type Place = { topic: string; partition: number; offset: number };
type Broker = { fetch(request: object): Promise<{ responses: { partitions: Fetched[] }[] }> };
type Fetched = { messages: (KafkaMessage & { isControlRecord?: boolean })[] };

/** Reads partitions as they are, for who starts and for operations; topics by their names on the cluster. */
export const createReader = (client: Client) => {
  let current: Promise<Cluster> | undefined;

  /** Others may have one by now that is well. */
  const drop = async (failed: Promise<Cluster> | undefined) => {
    if (current === failed) current = undefined;
    await failed?.then((cluster) => cluster.disconnect()).catch(() => {});
  };

  const fetch = async (cluster: Cluster, { topic, partition, offset }: Place): Promise<KafkaMessage[]> => {
    await cluster.addTargetTopic(topic);
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    if (nodeId === undefined) throw new UnavailableError(`Partition ${partition} of ${topic} has no leader.`);
    const broker = await cluster.findBroker({ nodeId });
    const partitions = [{ partition, fetchOffset: String(offset), maxBytes: MOST_BYTES }];
    const request = { maxWaitTime: WAIT, minBytes: 1, maxBytes: MOST_BYTES, topics: [{ topic, partitions }] };
    const { responses } = await broker.fetch({ ...request, replicaId: -1, isolationLevel: 1 });
    const messages = responses.flatMap((response) => response.partitions.flatMap((one) => one.messages));
    // A compressed batch is given as a whole, from before the offset on.
    return messages.filter((one) => Number(one.offset) >= offset && !one.isControlRecord);
  };

  return {
    /** Empty at the end of the partition, and beyond it. */
    async read(topic: string, partition: number, offset: number): Promise<KafkaMessage[]> {
      for (let tries = 1; ; tries += 1) {
        const used = (current ??= connect(client));
        try {
          return await within(PATIENCE, async () => fetch(await used, { topic, partition, offset }));
        } catch (error) {
          if (rootOf(error).type === 'OFFSET_OUT_OF_RANGE') return [];
          await drop(used); // with what it knew of leaders
          const told = translated(error);
          if (!(told instanceof UnavailableError) || tries === TRIES) throw told;
          await new Promise((resolve) => setTimeout(resolve, 200 * tries));
        }
      }
    },

    close: () => drop(current),
  };
};

const connect = async (client: Client): Promise<Cluster> => {
  const [symbol] = Object.getOwnPropertySymbols(client).filter(({ description }) =>
    description?.endsWith(':createCluster'),
  );
  const create = (client as unknown as Record<symbol, (options: object) => Cluster>)[symbol!]!;
  const cluster = create({ allowAutoTopicCreation: false, metadataMaxAge: 300_000, maxInFlightRequests: 1 });
  await cluster.connect();
  return cluster;
};
