import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { days } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { ORDERS } from './fates.ts';
import { GIGS, publishGigs, publishSpecialGigs } from './gigs.ts';
import { joinMembers } from './members.ts';
import { plotOrders } from './orders.ts';
import { createPeople, MEMBERS, PASSWORD } from './people.ts';
import { tell } from './story.ts';
import { openWorld } from './world.ts';

/** The story takes so many days and ends at the present. */
const LASTS = 150;
/** Members join and gigs are published before the first order. */
const PREPARATION = 3;

/**
 * Fills an empty data folder by running real commands. They run beside it, and the finished stores take
 * their place by one rename: a start that is cut off in between leaves nothing half filled.
 */
export const seedWhenEmpty = async (stores: string, log: Logger): Promise<void> => {
  if (existsSync(stores)) return;
  const started = performance.now();
  const unfinished = join(stores, '..', `unfinished-seeds-${process.pid}`);
  removeUnfinished(join(stores, '..'));
  console.error(`Filling an empty marketplace: ${MEMBERS} members, ${GIGS} gigs, ${ORDERS} orders …`);
  await seed(unfinished, new Date(), log);
  renameSync(unfinished, stores);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.error(
    `Filled in ${seconds} s. Sign in with the password ${PASSWORD} as bea@example.com (buyer), ` +
      'sam@example.com (seller), stacy@example.com (staff).',
  );
};

/** What was cut off before. Each try has a folder of its own: another process may be dying still. */
const removeUnfinished = (dataDir: string) => {
  for (const name of existsSync(dataDir) ? readdirSync(dataDir) : [])
    if (name.startsWith('unfinished-seeds')) rmSync(join(dataDir, name), { recursive: true, force: true });
};

/** Runs the whole story into a folder, or into `:memory:` in a test that wants its world. */
export const seed = async (folder: string, now: Date, log: Logger): Promise<void> => {
  const until = now.getTime();
  const start = until - days(LASTS);
  const world = await openWorld(folder, new Date(start).toISOString(), log);
  try {
    const members = await joinMembers(world, createPeople(world.random));
    const gigs = await publishGigs(
      world,
      members.filter(({ isSeller }) => isSeller),
    );
    const special = await publishSpecialGigs(world, members);
    const cast = {
      members,
      gigs,
      special,
      start: start + days(PREPARATION),
      lastDay: LASTS - PREPARATION - 1,
    };
    await tell(world, plotOrders(world, cast), { start: cast.start, until });
  } finally {
    await world.close();
  }
};
