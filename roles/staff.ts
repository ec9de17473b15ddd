import { hostService } from '../kernel/host.ts';
import type { Logger } from '../kernel/logger.ts';
import { setStaff } from '../subgraphs/users/staff.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { ConfigError, type Config } from './config.ts';
import { openExistingGround } from './ground.ts';

const REVOKE = '--revoke';

/** `npm run staff USERNAME [-- --revoke]`: a member is staff, or no more, from their next token on. */
export const staff = async (config: Config, log: Logger): Promise<number> => {
  const isRevoked = config.args.includes(REVOKE);
  const [username, ...more] = config.args.filter((arg) => arg !== REVOKE);
  if (!username || more.length > 0)
    throw new ConfigError(
      `Expected a username, and perhaps ${REVOKE}: npm run staff USERNAME; got ${config.args.join(' ') || 'nothing'}.`,
    );
  const ground = await openExistingGround(config, log);
  try {
    const { host } = await hostService(ground, subgraphs['users']!);
    const userId = await host.eventStore.holderOf(`username:${username}`);
    if (!userId)
      throw new ConfigError(`Nobody has the username ${username}: expected one as it is in User.username.`);
    await setStaff(host.rows, userId, !isRevoked);
  } finally {
    await ground.infrastructure.close();
  }
  console.log(
    `${username} is ${isRevoked ? 'no more staff' : 'staff'} from their next token on: within ten minutes.`,
  );
  return 0;
};
