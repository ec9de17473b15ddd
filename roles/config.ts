import { join } from 'node:path';
import {
  ConfigError,
  dataDirOf,
  oneOf,
  originsOf,
  portOf,
  productionOf,
  type Production,
} from './settings.ts';

export { ConfigError } from './settings.ts';

const services = ['users', 'gigs', 'orders', 'ratings'] as const;
export type ServiceName = (typeof services)[number];
/** One head of one service, the gateway, or everything. */
export type Role = { kind: 'all' | 'gateway' } | { kind: 'service' | 'worker'; service: ServiceName };

const operations = ['seed', 'replay', 'parked', 'staff'] as const;
type Operation = (typeof operations)[number];

export type Config = {
  /** What to run: a role, or an operation on the stores. */
  command: 'start' | Operation;
  role: Role;
  args: string[];
  port: number;
  dataDir: string;
  /** MongoDB and Kafka; without them everything is in SQLite under `dataDir`. */
  production?: Production;
  isProduction: boolean;
  seeds: boolean;
  corsOrigins: string[];
  logLevel: string;
};

export const readConfig = (env: NodeJS.ProcessEnv, [command = 'start', ...args]: string[]): Config => {
  const operation = operations.find((name) => name === command);
  const role = roleOf(command);
  if (!operation && !role)
    throw new ConfigError(`Expected one of ${allCommands().join(', ')}, got ${command}.`);
  const production = productionOf(env);
  if (role && role.kind !== 'all' && !production)
    throw new ConfigError(
      `Set MONGODB_URL and KAFKA_BROKERS: ${command} alone cannot share files with the other roles.`,
    );
  const isProduction = oneOf(env, 'NODE_ENV', ['development', 'production', 'test']) === 'production';
  return {
    command: operation ?? 'start',
    role: role ?? { kind: 'all' },
    args,
    port: portOf(env['PORT'] ?? String(defaultPort(role))),
    dataDir: dataDirOf(env['DATA_DIR'] ?? 'data'),
    ...(production && { production }),
    isProduction,
    // The demo's accounts have a known password: never in production unless it is asked for.
    seeds: oneOf(env, 'SEED', ['demo', 'none'], isProduction ? 'none' : 'demo') === 'demo',
    corsOrigins: originsOf(env['CORS_ORIGINS'] ?? ''),
    logLevel: oneOf(env, 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info')!,
  };
};

const allCommands = () => [
  'start',
  ...operations,
  'gateway',
  ...services.flatMap((service) => [`${service}.service`, `${service}.worker`]),
];

const roleOf = (command: string): Role | undefined => {
  if (command === 'start') return { kind: 'all' };
  if (command === 'gateway') return { kind: 'gateway' };
  const [name, kind, ...more] = command.split('.');
  const service = services.find((one) => one === name);
  if (!service || more.length > 0 || (kind !== 'service' && kind !== 'worker')) return undefined;
  return { kind, service };
};

/** 4000 for who answers clients, 4001 to 4004 for services, 4101 to 4104 for workers. */
const defaultPort = (role: Role | undefined): number => {
  if (!role || !('service' in role)) return 4_000;
  return (role.kind === 'service' ? 4_001 : 4_101) + services.indexOf(role.service);
};

/** Where the stores are: a folder of its own, so that finished seeds take their place by one rename. */
export const storesFolder = ({ dataDir }: Config) => join(dataDir, 'sqlite');
