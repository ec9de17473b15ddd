import { join } from 'node:path';
import { documentsOf, type DocumentConfig } from './config/documents.ts';
import { doorOf, type DoorConfig } from './config/door.ts';
import { gatewayKeysOf } from './config/gateway-keys.ts';
import { callOf, flagsOf, OPERATIONS, type Operation } from './config/operations.ts';
import { productionOf, type Production } from './config/production.ts';
import { defaultPort, roleOf, ROLES, type Role } from './config/role.ts';
import { withSecretFiles } from './config/secret-files.ts';
import { supergraphOf, type SupergraphConfig } from './config/supergraph.ts';
import { swallowedFlag } from './config/swallowed.ts';
import { urlsOf } from './config/urls.ts';
import {
  ConfigError,
  dataDirOf,
  expectGalleryHosts,
  oneOf,
  originsOf,
  portOf,
  secondsOf,
  tracesOf,
  type Env,
} from './config/values.ts';

export { ConfigError } from './config/values.ts';
export type { Production } from './config/production.ts';
export type { Role, ServiceName } from './config/role.ts';

const operations = Object.keys(OPERATIONS) as Operation[];

export type Config = {
  /** What to run: a role, or an operation on the stores. */
  command: 'start' | Operation;
  role: Role;
  args: string[];
  port: number;
  dataDir: string;
  /** MongoDB and Kafka; without them everything is in SQLite under `dataDir`. */
  production?: Production;
  /** Between the gateway and the services; empty in one process, which makes its own. */
  gatewayKeys: Uint8Array[];
  /** By service, where the gateway finds its replicas. */
  urls: Record<string, string[]>;
  /** Seconds in which a role that is told to end still takes requests, for balancers to notice. */
  drainSeconds: number;
  /** Seconds in which a server that does not answer is waited for at the start; 0: for ever. */
  startTimeout: number;
  /** Where spans are sent; they are not made without. */
  tracesTo?: string;
  isProduction: boolean;
  seeds: boolean;
  corsOrigins: string[];
  documents: DocumentConfig;
  door: DoorConfig;
  supergraph: SupergraphConfig;
  logLevel: string;
};

export const readConfig = (environment: Env, [command = 'start', ...args]: string[]): Config => {
  const operation = operations.find((name) => name === command);
  const role = operation ? ({ kind: 'all' } as const) : roleOf(command);
  if (!role)
    throw new ConfigError(
      `Expected one of ${['start', ...operations].join(', ')}, or a role: ${ROLES.join(', ')}; got ${command}.`,
    );
  const swallowed = swallowedFlag(environment, flagsOf(operation ?? role.kind), {
    args,
    call: callOf(command),
  });
  if (swallowed) throw new ConfigError(swallowed);
  if (args.length > 0 && takesNothing(operation ?? role.kind))
    throw new ConfigError(`Expected nothing behind ${command}, got ${args.join(' ')}.`);
  const env = withSecretFiles(environment);
  const production = productionOf(env);
  const gatewayKeys = gatewayKeysOf(env);
  const supergraph = supergraphOf(env, role.kind === 'gateway' ? args : []);
  if (role.kind !== 'all' && !supergraph.foreign)
    expectWhatRolesShare(command, role, { production, gatewayKeys });
  expectGalleryHosts(env);
  const isProduction = oneOf(env, 'NODE_ENV', ['development', 'production', 'test']) === 'production';
  return {
    command: operation ?? 'start',
    role,
    args,
    port: portOf(env['PORT'] ?? String(defaultPort(role))),
    dataDir: dataDirOf(env['DATA_DIR'] ?? 'data'),
    ...(production && { production }),
    gatewayKeys,
    urls: urlsOf(env),
    drainSeconds: secondsOf(env, 'DRAIN_SECONDS', 1, 60),
    startTimeout: secondsOf(env, 'START_TIMEOUT', 60, 86_400),
    ...tracesOf(env),
    isProduction,
    // The demo's accounts have a known password: never in production unless it is asked for.
    seeds: oneOf(env, 'SEED', ['demo', 'none'], isProduction ? 'none' : 'demo') === 'demo',
    corsOrigins: originsOf(env['CORS_ORIGINS'] ?? ''),
    documents: documentsOf(env, isProduction),
    door: doorOf(env, isProduction),
    supergraph,
    logLevel: oneOf(env, 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info')!,
  };
};

/** All others say themselves what they take. */
const takesNothing = (what: string) => ['all', 'service', 'worker', 'seed'].includes(what);

type Shared = { production: Production | undefined; gatewayKeys: Uint8Array[] };

/** What several processes have in common is not on one's own disk, nor made by one of them. */
const expectWhatRolesShare = (command: string, { kind }: Role, { production, gatewayKeys }: Shared) => {
  // The gateway reaches neither server: it need not be told their passwords, and is complete without.
  if (!production && !(kind === 'gateway' && gatewayKeys.length > 0))
    throw new ConfigError(
      `Set MONGODB_URL and KAFKA_BROKERS${kind === 'gateway' ? ' for the services, and GATEWAY_KEY here' : ''}: ` +
        `${command} alone cannot share files with the other roles.`,
    );
  if (kind !== 'worker' && gatewayKeys.length === 0)
    throw new ConfigError(
      'Set GATEWAY_KEY, the same for the gateway and each service, to 32 random bytes: openssl rand -hex 32.',
    );
};

/** Where the stores are: a folder of its own, so that finished seeds take their place by one rename. */
export const storesFolder = ({ dataDir }: Config) => join(dataDir, 'sqlite');
