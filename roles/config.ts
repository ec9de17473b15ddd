import { join } from 'node:path';
import { gatewayKeysOf } from './config/gateway-keys.ts';
import { commandOf, defaultPort, nameOf, type Command, type Role } from './config/role-names.ts';
import { serversOf, type Servers } from './config/servers.ts';
import { urlsOf } from './config/urls.ts';
import { ConfigError, dataDirOf, oneOf, originsOf, portOf, secondsOf, type Env } from './config/values.ts';

export { ConfigError };

export type Config = {
  /** What to run: everything, one role, or an operation on the stores. */
  command: Command;
  args: string[];
  port: number;
  /** Of SQLite; not used with `servers`. */
  dataDir: string;
  servers?: Servers;
  /** Empty in one process: it makes its own. */
  gatewayKeys: Uint8Array[];
  /** By service, where the gateway finds its replicas. */
  urls: Record<string, string[]>;
  /** Seconds in which a role that was told to end still takes requests, so that balancers notice. */
  drainSeconds: number;
  /** Seconds in which servers that do not answer are waited for at the start; 0: for ever. */
  startTimeout: number;
  isProduction: boolean;
  seeds: boolean;
  corsOrigins: string[];
  logLevel: string;
};

export const readConfig = (env: Env, [word = 'start', ...args]: string[]): Config => {
  const command = commandOf(word);
  const isProduction = oneOf(env, 'NODE_ENV', ['development', 'production', 'test']) === 'production';
  const servers = serversOf(env);
  const gatewayKeys = gatewayKeysOf(env);
  if (typeof command === 'object') expectWhatRolesShare(command, servers, gatewayKeys);
  return {
    command,
    args,
    port: portOf(env['PORT'] ?? String(defaultPort(command))),
    dataDir: dataDirOf(env['DATA_DIR'] ?? 'data'),
    ...(servers && { servers }),
    gatewayKeys,
    urls: urlsOf(env),
    drainSeconds: secondsOf(env, 'DRAIN_SECONDS', 1, 60),
    startTimeout: secondsOf(env, 'START_TIMEOUT', 60, 86_400),
    isProduction,
    // The demo's accounts have a known password: never in production unless it is asked for.
    seeds: oneOf(env, 'SEED', ['demo', 'none'], isProduction ? 'none' : 'demo') === 'demo',
    corsOrigins: originsOf(env['CORS_ORIGINS'] ?? ''),
    logLevel: oneOf(env, 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info')!,
  };
};

/** What several processes must have in common cannot be on one's own disk or be made by one of them. */
const expectWhatRolesShare = (role: Role, servers: Servers | undefined, gatewayKeys: Uint8Array[]) => {
  // The gateway itself reaches neither server: its services do, and it is not given their passwords.
  if (!servers && (role.kind !== 'gateway' || gatewayKeys.length === 0))
    throw new ConfigError(
      role.kind === 'gateway'
        ? 'A gateway alone needs services that run alone, with MONGODB_URL and KAFKA_BROKERS: set GATEWAY_KEY to theirs.'
        : `${nameOf(role)} alone needs MONGODB_URL and KAFKA_BROKERS: set both, or run everything with node main.ts.`,
    );
  if (gatewayKeys.length === 0 && role.kind !== 'worker')
    throw new ConfigError(
      `${nameOf(role)} needs GATEWAY_KEY, the same for the gateway and all services: openssl rand -hex 32.`,
    );
};

/** Where the stores are: a folder of its own, so that finished seeds take their place by one rename. */
export const storesFolder = ({ dataDir }: Config) => join(dataDir, 'sqlite');
