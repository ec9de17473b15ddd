import type { Logger } from '../kernel/logger.ts';
import { seedWhenEmpty } from '../seeds/seed.ts';
import { storesFolder, type Config } from './config.ts';

/** Fills an empty data folder with the demo marketplace; leaves one that is not empty as it is. */
export const seed = async (config: Config, log: Logger): Promise<number> => {
  process.on('disconnect', () => process.exit(1)); // who started it was killed: the next start begins anew
  await seedWhenEmpty(storesFolder(config), log);
  return 0;
};
