import kafkajs from 'kafkajs';
import { MongoClient } from 'mongodb';
import type { Hosted } from '../kernel/host.ts';
import { withAdminOf } from '../test/servers/kafka-admin.ts';
import { currentServers } from './infrastructure.ts';

const { Kafka, logLevel } = kafkajs;

/**
 * Puts every follower that there was so far behind the end of logs and topics: roles that start now have nothing to
 * catch up with, however long those are. Nobody may be following.
 */
export const takeAsRead = async (all: Hosted[]): Promise<void> => {
  const { MONGODB_URL, KAFKA_BROKERS, NAMESPACE } = currentServers();
  const mongo = await new MongoClient(MONGODB_URL).connect();
  for (const { service, stores } of all) {
    const checkpoints = mongo.db(`${NAMESPACE}-${service.name}`).collection('checkpoints');
    await checkpoints.updateMany({}, { $set: { position: await stores.eventStore.end() } });
  }
  await mongo.close();

  const kafka = new Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING });
  await withAdminOf(kafka, async (admin) => {
    const { groups } = await admin.listGroups();
    for (const { groupId } of groups.filter((group) => group.groupId.startsWith(`${NAMESPACE}.`)))
      for (const { topic } of await admin.fetchOffsets({ groupId })) {
        const ends = await admin.fetchTopicOffsets(topic);
        const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
        await admin.setOffsets({ groupId, topic, partitions });
      }
  });
};
