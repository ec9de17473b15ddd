import type { Logger } from '../kernel/logger.ts';
import { seedWhenEmpty } from '../seeds/seed.ts';
import { storesFolder, type Config } from './config.ts';

/** Fills empty stores with the demo marketplace; leaves those that are not empty as they are. */
export const seed = async (config: Config, log: Logger): Promise<number> => {
  process.on('disconnect', () => process.exit(1)); // who started it was killed: the next start begins anew
  if (!config.production) await seedWhenEmpty(storesFolder(config), log);
  else if (config.seeds) await (await import('./seed-servers.ts')).seedServers(config, log);
  return 0;
};
