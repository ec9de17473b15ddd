import { randomBytes } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { connectMongo } from '../../kernel/mongo.ts';
import { clean } from '../kafka/places.ts';
import { subgraphs } from '../../subgraphs/subgraphs.ts';

const { MONGODB_URL, KAFKA_BROKERS } = process.env;

/** A namespace of its own on the servers that this run has; `remove` deletes all that was made in it. */
export const newNamespace = () => {
  const NAMESPACE = `test-${randomBytes(6).toString('hex')}`;
  return {
    env: { MONGODB_URL: MONGODB_URL!, KAFKA_BROKERS: KAFKA_BROKERS!, NAMESPACE },
    async remove() {
      const mongo = connectMongo({ url: MONGODB_URL!, namespace: NAMESPACE, clientId: 'test' });
      for (const service of Object.keys(subgraphs)) await mongo.databaseOf(service).dropDatabase();
      await mongo.close();
      await clean(NAMESPACE);
    },
  };
};

export const hasServers = Boolean(MONGODB_URL && KAFKA_BROKERS);

/** Where there are none, the run says what it has left out. */
export const withServers = (name: string, tests: () => void) => {
  if (hasServers) return describe(name, tests);
  describe(name, () => it.todo('is left out: MONGODB_URL and KAFKA_BROKERS are not set'));
};
