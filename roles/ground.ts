import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry, collectDefaultMetrics } from 'prom-client';
import { TopicError } from '../kernel/event-bus/event-bus.ts';
import { systemClock } from '../kernel/clock.ts';
import { UnavailableError } from '../kernel/domain-error.ts';
import type { Ground } from '../kernel/host.ts';
import { createIds } from '../kernel/ids.ts';
import type { Infrastructure } from '../kernel/infrastructure.ts';
import type { Logger } from '../kernel/logger.ts';
import { storesFolder, ConfigError, type Config } from './config.ts';
import type { Production } from './settings.ts';

export const BUILD = '0.1.0';

/** Servers may start after us, but not for ever. */
const PATIENCE = 60_000;
const AGAIN = 2_000;

/** What all services of this process stand on: the stores, the system's clock. */
export const openGround = async (config: Config, log: Logger): Promise<Ground> => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'chimera_' });
  return {
    infrastructure: await openInfrastructure(config, log),
    clock: systemClock,
    ids: createIds(systemClock),
    log,
    registry,
    build: BUILD,
  };
};

const openInfrastructure = async (config: Config, log: Logger): Promise<Infrastructure> => {
  if (config.production) return openServers(config.production, log);
  const { openSqlite } = await import('../kernel/infrastructure.ts');
  return openSqlite(storesFolder(config));
};

/** Waits for servers that are not there yet; what is set wrong is told at once. */
const openServers = async ({ mongoUrl: url, ...kafka }: Production, log: Logger): Promise<Infrastructure> => {
  const { openProduction } = await import('../kernel/mongo-kafka-infrastructure.ts');
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await openProduction({ ...kafka, url, clientId: 'chimera', log });
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw refused(error);
      if (Date.now() > until) throw new ConfigError(`Check MONGODB_URL and KAFKA_BROKERS: ${error.message}`);
      log.warn({ why: error.message }, 'A server is not there yet; it is tried again.');
      await sleep(AGAIN);
    }
  }
};

/** One line for what an operator can mend; anything else is ours. */
export const refused = (error: unknown): unknown => {
  if (error instanceof TopicError) return new ConfigError(error.message);
  if (error instanceof Error && error.name === 'AccessError') return new ConfigError(error.message);
  return error;
};

/** The same for an operation on stores that must be there already. */
export const openExistingGround = (config: Config, log: Logger): Promise<Ground> => {
  if (!config.production && !existsSync(storesFolder(config)))
    throw new ConfigError(`There is nothing under DATA_DIR=${config.dataDir} yet: run npm start once.`);
  return openGround(config, log);
};
