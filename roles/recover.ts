import { hostService } from '../kernel/host.ts';
import type { Logger } from '../kernel/logger.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { ConfigError, type Config } from './config.ts';
import { openExistingGround } from './ground.ts';
import { asLeader, expectNoRoles, lockFiles } from './operations/alone.ts';
import { IncompleteError } from './operations/commits.ts';
import { recoverLog, type Recovered } from './operations/recover-log.ts';

/**
 * `npm run recover SERVICE`: copies what a log lacks, after a restore from backup, back from its topic. The
 * service's roles must be down meanwhile; all others may go on. Exit code 1 where a commit
 * cannot be found.
 */
export const recover = async (config: Config, log: Logger): Promise<number> => {
  const [service, ...more] = config.args;
  const isKnown = service !== undefined && Object.hasOwn(subgraphs, service);
  if (!isKnown || more.length > 0)
    throw new ConfigError(
      `Expected one of ${Object.keys(subgraphs).join(', ')}, got ${config.args.join(' ') || 'nothing'}.`,
    );
  const lock = lockFiles(config);
  const ground = await openExistingGround(config, log);
  try {
    const hosted = await hostService(ground, subgraphs[service]!);
    const started = performance.now();
    if (config.production) await expectNoRoles(hosted); // else the lock has said so
    const recovered = await asLeader(hosted, () => recoverLog(hosted));
    report(service, recovered, (performance.now() - started) / 1_000);
    return 0;
  } catch (error) {
    if (!(error instanceof IncompleteError)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    await ground.infrastructure.close();
    lock.release();
  }
};

const report = (service: string, recovered: Recovered, seconds: number) => {
  const { commits, events, refilled, groups, lostUpTo } = recovered;
  const what = commits === 0 ? 'nothing was missing' : `${commits} commits with ${events} events are back`;
  console.log(`${service}: ${what}, in ${seconds.toFixed(2)} s.`);
  console.log(`${groups} groups of ${service} begin again at offset 0, and drop what they have applied.`);
  if (refilled.length > 0) console.log(`Emptied, to be filled from the log: ${refilled.join(', ')}.`);
  if (lostUpTo !== undefined)
    console.log(
      `LOST: events up to position ${lostUpTo} were seen once, and are on no topic: nothing has them.`,
    );
  console.log(
    'What is not an event is as the backup has it: accounts, profiles, sessions, private texts, uploads, secrets.',
  );
};
