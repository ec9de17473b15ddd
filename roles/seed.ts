import { existsSync } from 'node:fs';
import type { Logger } from '../kernel/logger.ts';
import { seedWhenEmpty } from '../seeds/seed.ts';
import { storesFolder, type Config } from './config.ts';

const ASK = ', as always in production. SEED=demo fills in the demo.';

/** Fills empty stores with the demo marketplace; leaves those that are not empty as they are. */
export const seed = async (config: Config, log: Logger): Promise<number> => {
  process.on('disconnect', () => process.exit(1)); // who started it was killed: the next start begins anew
  if (!config.seeds) console.error(`Nothing is filled in: SEED is none${config.isProduction ? ASK : '.'}`);
  else if (config.production) await (await import('./seed-servers.ts')).seedServers(config, log);
  else if (existsSync(storesFolder(config)))
    console.error(`There is a marketplace under DATA_DIR=${config.dataDir}: it is left as it is.`);
  else await seedWhenEmpty(storesFolder(config), log);
  return 0;
};
