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
  logLevel: string;
};

/** What was set cannot be used: one line that says what to set. */
export class ConfigError extends Error {}

const commands = ['start', 'seed', 'replay', 'parked', 'staff'] as const;

export const readConfig = (env: NodeJS.ProcessEnv, [command = 'start', ...args]: string[]): Config => {
  const known = commands.find((name) => name === command);
  if (!known) throw new ConfigError(`Expected one of ${commands.join(', ')}, got ${command}.`);
  for (const name of ['MONGODB_URL', 'KAFKA_BROKERS'])
    if (env[name])
      throw new ConfigError(`Unset ${name}: this build keeps everything in SQLite under DATA_DIR.`);
  const isProduction = oneOf(env, 'NODE_ENV', ['development', 'production', 'test']) === 'production';
  return {
    command: known,
    args,
    port: portOf(env['PORT'] ?? '4000'),
    dataDir: dataDirOf(env['DATA_DIR'] ?? 'data'),
    isProduction,
    // The demo's accounts have a known password: never in production unless it is asked for.
    seeds: oneOf(env, 'SEED', ['demo', 'none'], isProduction ? 'none' : 'demo') === 'demo',
    corsOrigins: originsOf(env['CORS_ORIGINS'] ?? ''),
    logLevel: oneOf(env, 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info')!,
  };
};

const oneOf = (env: NodeJS.ProcessEnv, name: string, values: string[], otherwise?: string) => {
  const value = env[name] ?? otherwise;
  if (value !== undefined && !values.includes(value))
    throw new ConfigError(`Set ${name} to ${values.join(', ')}, or unset it; not ${JSON.stringify(value)}.`);
  return value;
};

const portOf = (port: string): number => {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new ConfigError(`Set PORT to a number from 0 to 65535, not ${JSON.stringify(port)}.`);
  return Number(port);
};

const dataDirOf = (folder: string): string => {
  if (folder.trim() === '') throw new ConfigError('Set DATA_DIR to a folder, or unset it; it is empty.');
  return folder;
};

const originsOf = (list: string): string[] => {
  const origins = list
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);
  for (const origin of origins)
    if (URL.parse(origin)?.origin !== origin)
      throw new ConfigError(
        `Set CORS_ORIGINS to origins like https://shop.example.com, not ${JSON.stringify(origin)}.`,
      );
  return origins;
};

/** Where the stores are: a folder of its own, so that finished seeds take their place by one rename. */
export const storesFolder = ({ dataDir }: Config) => join(dataDir, 'sqlite');
