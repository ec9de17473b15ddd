import { randomBytes } from 'node:crypto';
import { openSqlite, type Infrastructure } from '../kernel/infrastructure.ts';
import {
  canOwnServers,
  NO_SERVERS,
  startServers,
  type OwnServers,
} from '../test/faults/harness/own-servers.ts';
import { Misused } from '../test/servers/options.ts';
import { serversOf, type Servers } from '../test/roles/cluster.ts';
import { log } from './log.ts';

let isProduction = false;
let own: OwnServers | undefined;

/**
 * By `--on`: SQLite in a folder, or servers, in a namespace of this run: those of MONGODB_URL and KAFKA_BROKERS, else
 * the run's own, where such can be started.
 */
export const chooseInfrastructure = async (name: 'sqlite' | 'production') => {
  isProduction = name === 'production';
  if (isProduction && serversOf(process.env)) return;
  delete process.env['MONGODB_URL'];
  delete process.env['KAFKA_BROKERS'];
  if (isProduction && !(await enterOwnServers())) throw new Misused(NO_SERVERS);
};

/** From here on all is done on servers of this run alone, which may be killed; undefined where none can be started. */
export const enterOwnServers = async (): Promise<OwnServers | undefined> => {
  if (!own && canOwnServers) {
    own = await startServers(process.env);
    process.env['MONGODB_URL'] = own.mongoUrl;
    process.env['KAFKA_BROKERS'] = own.brokers.join();
  }
  return own;
};

export const leaveInfrastructure = async () => own?.close();

export const onProduction = () => isProduction;

/** One for each part of a run. */
const newNamespace = () => `bench-${randomBytes(4).toString('hex')}`;

/** What the next processes and stores share. */
export const enterNamespace = () => {
  if (isProduction) process.env['NAMESPACE'] = newNamespace();
};

/** What a process needs in its environment to work on the same. */
export const currentServers = (): Servers => {
  const { MONGODB_URL, KAFKA_BROKERS, NAMESPACE } = process.env;
  return { MONGODB_URL: MONGODB_URL!, KAFKA_BROKERS: KAFKA_BROKERS!, NAMESPACE: NAMESPACE! };
};

export const openInfrastructure = async (folder: string): Promise<Infrastructure> => {
  if (!isProduction) return openSqlite(folder);
  const { openProduction } = await import('../kernel/mongo-kafka-infrastructure.ts');
  const { MONGODB_URL: url, KAFKA_BROKERS: brokers, NAMESPACE: namespace } = currentServers();
  return openProduction({ url, brokers: brokers.split(','), namespace, clientId: 'bench', log });
};
