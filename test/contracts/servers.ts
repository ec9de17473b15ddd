import { randomBytes } from 'node:crypto';
import { describe, it } from '@jest/globals';
import type { Db } from 'mongodb';
import { connectMongo } from '../../kernel/mongo.ts';
import type { Adapter } from './places.ts';

export const mongoUrl = process.env['MONGODB_URL'];

/** Runs where the server is; elsewhere it says what was left out. */
export const withMongo = (name: string, tests: (url: string) => void) => {
  if (mongoUrl) return tests(mongoUrl);
  describe(name, () => it.skip('needs MONGODB_URL', () => {}));
};

const namespace = () => `test-${randomBytes(6).toString('hex')}`;

/** A database of its own on the server; dropped when it is discarded. */
export const onMongo = <Port extends { close(): Promise<void> }>(
  url: string,
  open: (database: Db) => Promise<Port>,
): Adapter<Port> => ({
  isDurable: true,
  comparesUnits: true,
  async create() {
    const options = { url, namespace: namespace(), clientId: 'contract' };
    const mongo = connectMongo(options);
    return {
      open: () => open(mongo.databaseOf('store')),
      async discard() {
        await mongo.databaseOf('store').dropDatabase();
        await mongo.close();
      },
    };
  },
});
