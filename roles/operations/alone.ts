import { setTimeout as sleep } from 'node:timers/promises';
import type { Hosted } from '../../kernel/host.ts';
import { lockFolder } from '../../kernel/sqlite-lock.ts';
import { ConfigError, type Config } from '../config.ts';
import { observe } from './running-builds.ts';

const EVERY = 1_000;
/** The lease of a worker that was killed ends within this. */
const PATIENCE = 13_000;

/** Nothing else runs on the same files; nothing to ask where each role is a process. */
export const lockFiles = ({ production, dataDir }: Pick<Config, 'production' | 'dataDir'>) => {
  if (production) return { release() {} };
  try {
    return lockFolder(dataDir);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
};

/** Watches for 15 s whether a role of the service lives: what it appended meanwhile would be in the way. */
export const expectNoRoles = async (hosted: Hosted, during?: number) => {
  const { service } = hosted.host;
  const [{ alive } = { alive: [] }] = await observe([hosted], during);
  if (alive.length > 0)
    throw new ConfigError(
      `Roles of ${service} run (${alive.length}): stop every ${service}.service and ${service}.worker first, and ` +
        `begin again. All others may go on.`,
    );
};

/** Does it while this process holds the service's lease: no worker numbers or publishes meanwhile. */
export const asLeader = async <T>(
  { stores, host: { service, log } }: Pick<Hosted, 'stores' | 'host'>,
  work: () => Promise<T>,
  patience = PATIENCE,
): Promise<T> => {
  const lease = stores.leaseOf('tail');
  for (const end = performance.now() + patience; !(await lease.claim()); await sleep(EVERY))
    if (performance.now() > end)
      throw new ConfigError(
        `A ${service}.worker runs and holds the lease: stop every ${service}.worker first, and begin again.`,
      );
  const keep = () => lease.claim().catch((error) => log.warn({ error }, 'The lease could not be kept.'));
  const keeping = setInterval(keep, EVERY);
  try {
    return await work();
  } finally {
    clearInterval(keeping);
    await lease.release();
  }
};
