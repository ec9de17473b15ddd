import { existsSync } from 'node:fs';
import type { Registry } from 'prom-client';
import { systemClock } from '../kernel/clock.ts';
import type { Ground } from '../kernel/host.ts';
import { createIds } from '../kernel/ids.ts';
import type { Infrastructure } from '../kernel/infrastructure.ts';
import type { Logger } from '../kernel/logger.ts';
import { busMetrics, withTimedPublish } from './bus-metrics.ts';
import { storesFolder, ConfigError, type Config } from './config.ts';
import { createRegistry } from './metrics.ts';
import { whenThere } from './patience.ts';
import { measured } from './store-metrics.ts';

export const BUILD = '0.1.0';

type Opening = {
  registry?: Registry;
  /** Kafka may come later: for who can do without it. */
  withoutBus?: boolean;
};

/** What all services of this process stand on: the stores, the system's clock. Waits for servers. */
export const openGround = (config: Config, log: Logger, opening: Opening = {}): Promise<Ground> =>
  whenThere(() => openGroundOnce(config, log, opening), { config, log });

/** The same, tried once. */
export const openGroundOnce = async (config: Config, log: Logger, opening: Opening): Promise<Ground> => {
  const registry = opening.registry ?? createRegistry();
  return {
    infrastructure: measured(await openInfrastructure(config, log, { ...opening, registry }), registry),
    clock: systemClock,
    ids: createIds(systemClock),
    log,
    registry,
    build: BUILD,
  };
};

/** Each client is imported where it is used alone: a process is as large as what it does. */
const openInfrastructure = async (
  config: Config,
  log: Logger,
  { registry, withoutBus = false }: Opening & { registry: Registry },
): Promise<Infrastructure> => {
  const { production } = config;
  const onMetric = busMetrics(registry);
  if (!production) {
    const { openSqlite } = await import('../kernel/infrastructure.ts');
    const sqlite = await openSqlite(storesFolder(config));
    return { ...sqlite, bus: withTimedPublish(sqlite.bus, onMetric) };
  }
  const { mongoUrl: url, ...kafka } = production;
  const { openProduction } = await import('../kernel/mongo-kafka-infrastructure.ts');
  return openProduction({ ...kafka, url, clientId: 'chimera', log, onMetric, connectsLater: withoutBus });
};

/** The same for an operation on stores that must be there already. */
export const openExistingGround = (config: Config, log: Logger): Promise<Ground> => {
  if (!config.production && !existsSync(storesFolder(config)))
    throw new ConfigError(`There is nothing under DATA_DIR=${config.dataDir} yet: run npm start once.`);
  return openGround(config, log);
};
