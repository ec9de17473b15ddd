import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteEventBus } from '../../../kernel/event-bus/sqlite-event-bus.ts';
import { topicOf } from '../../../kernel/publisher.ts';
import { openSqliteLedger } from '../checker/sqlite-ledger.ts';
import { sqliteBackups } from './backups.ts';
import { freePort } from '../../servers/ports.ts';
import type { Site } from './site.ts';

/** Everything in one process, on a folder. */
export const openSqliteSite = async (folder: string): Promise<Site> => {
  const gatewayPort = await freePort();
  const env = { DATA_DIR: folder, SEED: 'none' };
  const change = (name: string, sql: (database: DatabaseSync) => string) => {
    const database = new DatabaseSync(join(folder, 'sqlite', `${name}.sqlite`));
    database.exec(sql(database));
    database.close();
  };
  return {
    name: 'sqlite',
    specs: [{ name: 'all', args: [], port: gatewayPort, env }],
    gatewayPorts: [gatewayPort],
    env,
    prepare: async () => {},
    openLedger: async () => openSqliteLedger(folder),
    async publish(topic, messages) {
      const bus = await openSqliteEventBus(join(folder, 'sqlite', 'bus.sqlite'));
      await bus.publish(topic, messages);
      await bus.close();
    },
    async forgetOffsets(service) {
      change('bus', () => `DELETE FROM offsets WHERE consumers LIKE '${service}.%'`);
    },
    async loseViews(service) {
      const views = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'view\\_%' ESCAPE '\\'`;
      change(service, (database) => {
        const tables = database.prepare(views).all() as { name: string }[];
        // The publisher's checkpoint is with the views: it publishes all of its log again.
        return [
          ...tables.map(({ name }) => `DROP TABLE "${name}"`),
          'DELETE FROM checkpoints',
          'DELETE FROM generation',
        ].join(';');
      });
    },
    async loseTopic(service) {
      const sql = (table: string) => `DELETE FROM ${table} WHERE topic = '${topicOf(service)}'`;
      change('bus', () => ['messages', 'ends', 'offsets'].map(sql).join(';'));
    },
    backups: sqliteBackups(folder),
    close: async () => {},
  };
};
