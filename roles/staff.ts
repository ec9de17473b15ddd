import { hostService } from '../kernel/host.ts';
import type { Logger } from '../kernel/logger.ts';
import { grantStaff } from '../subgraphs/users/staff.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { ConfigError, type Config } from './config.ts';
import { openExistingGround } from './ground.ts';

/** `npm run staff USERNAME`: the member works for the marketplace from their next sign-in on. */
export const staff = async (config: Config, log: Logger): Promise<number> => {
  const [username] = config.args;
  if (!username) throw new ConfigError('Expected a username: npm run staff -- USERNAME.');
  const ground = await openExistingGround(config, log);
  const { host } = await hostService(ground, subgraphs['users']!);
  const userId = await host.eventStore.holderOf(`username:${username}`);
  if (!userId) throw new ConfigError(`Nobody is registered as ${username}.`);
  await grantStaff(host.rows, userId);
  await ground.infrastructure.close();
  console.log(`${username} is staff from their next sign-in on.`);
  return 0;
};
