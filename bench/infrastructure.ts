import { randomBytes } from 'node:crypto';
import { openSqlite, type Infrastructure } from '../kernel/infrastructure.ts';
import { log } from './log.ts';

const { MONGODB_URL: url, KAFKA_BROKERS: brokers } = process.env;
let isProduction = false;

/** By `--on`: SQLite in a folder, or the servers of MONGODB_URL and KAFKA_BROKERS in a namespace of this run. */
export const chooseInfrastructure = (name: string) => {
  if (name !== 'sqlite' && name !== 'production')
    throw new RangeError(`Expected --on sqlite or --on production, got ${name}.`);
  isProduction = name === 'production';
  if (isProduction && (!url || !brokers)) throw new RangeError('Set MONGODB_URL and KAFKA_BROKERS.');
  if (isProduction) return;
  delete process.env['MONGODB_URL'];
  delete process.env['KAFKA_BROKERS'];
};

export const onProduction = () => isProduction;

/** One for each part of a run. */
export const newNamespace = () => `bench-${randomBytes(4).toString('hex')}`;

let current = '';
/** What the next processes and stores share. */
export const enterNamespace = () => {
  current = newNamespace();
  if (isProduction) process.env['NAMESPACE'] = current;
};

export const openInfrastructure = async (folder: string): Promise<Infrastructure> => {
  if (!isProduction) return openSqlite(folder);
  const { openProduction } = await import('../kernel/mongo-kafka-infrastructure.ts');
  return openProduction({
    url: url!,
    brokers: brokers!.split(','),
    namespace: current,
    clientId: 'bench',
    log,
  });
};
