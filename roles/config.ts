import { join } from 'node:path';

export type Config = {
  /** What to run: everything, or a command on the data folder. */
  command: 'start' | 'seed' | 'replay' | 'parked' | 'staff';
  args: string[];
  port: number;
  dataDir: string;
  isProduction: boolean;
  seeds: boolean;
  corsOrigins: string[];
};

/** What was set cannot be used: one line that says what to set. */
export class ConfigError extends Error {}

const commands = ['start', 'seed', 'replay', 'parked', 'staff'] as const;

export const readConfig = (env: NodeJS.ProcessEnv, [command = 'start', ...args]: string[]): Config => {
  const known = commands.find((name) => name === command);
  if (!known) throw new ConfigError(`Expected one of ${commands.join(', ')}, got ${command}.`);
  const port = Number(env['PORT'] ?? 4000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigError(`Set PORT to a number from 0 to 65535, not ${env['PORT']}.`);
  for (const name of ['MONGODB_URL', 'KAFKA_BROKERS'])
    if (env[name])
      throw new ConfigError(`Unset ${name}: this build keeps everything in SQLite under DATA_DIR.`);
  const isProduction = env['NODE_ENV'] === 'production';
  return {
    command: known,
    args,
    port,
    dataDir: env['DATA_DIR'] ?? 'data',
    isProduction,
    seeds: seedsOf(env['SEED'], isProduction),
    corsOrigins: (env['CORS_ORIGINS'] ?? '').split(',').filter(Boolean),
  };
};

/** The demo's accounts have a known password: never in production unless it is asked for. */
const seedsOf = (seed: string | undefined, isProduction: boolean): boolean => {
  if (seed !== undefined && seed !== 'none' && seed !== 'demo')
    throw new ConfigError(`Set SEED to demo or none, not ${seed}.`);
  return seed === 'demo' || (seed === undefined && !isProduction);
};

/** Where the stores are: a folder of its own, so that finished seeds take their place by one rename. */
export const storesFolder = ({ dataDir }: Config) => join(dataDir, 'sqlite');
