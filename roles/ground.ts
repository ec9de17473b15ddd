import { existsSync } from 'node:fs';
import { Registry, collectDefaultMetrics } from 'prom-client';
import { storesFolder, ConfigError, type Config } from './config.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Ground } from '../kernel/host.ts';
import { createIds } from '../kernel/ids.ts';
import { openSqlite } from '../kernel/infrastructure.ts';
import type { Logger } from '../kernel/logger.ts';

export const BUILD = '0.1.0';

/** What all services of this process stand on: the stores of the data folder, the system's clock. */
export const openGround = async (config: Config, log: Logger): Promise<Ground> => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'chimera_' });
  return {
    infrastructure: await openSqlite(storesFolder(config)),
    clock: systemClock,
    ids: createIds(systemClock),
    log,
    registry,
    build: BUILD,
  };
};

/** The same for an operation on a folder that must be there already. */
export const openExistingGround = (config: Config, log: Logger): Promise<Ground> => {
  if (!existsSync(storesFolder(config)))
    throw new ConfigError(`There is nothing under DATA_DIR=${config.dataDir} yet: run npm start once.`);
  return openGround(config, log);
};
