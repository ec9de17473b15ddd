import type { Logger } from '../kernel/logger.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { ConfigError, type Config } from './config.ts';
import { openExistingGround } from './ground.ts';
import { hostAll } from './host-all.ts';
import { asLeader, lockFiles } from './operations/alone.ts';
import { IncompleteError } from './operations/commits.ts';
import { republishLog, type Republished } from './operations/republish-log.ts';

/**
 * `npm run republish SERVICE`: writes to a topic that was lost, or cut off, what it lacks of the log; with
 * `-- --anew` all of it, after deleting the topic. The workers of the service and of those that follow it are
 * stopped meanwhile; commands and reads go on. Exit code 1 where the topic cannot be mended so.
 */
export const republish = async (config: Config, log: Logger): Promise<number> => {
  const [service, option, ...more] = config.args;
  const isKnown = service !== undefined && Object.hasOwn(subgraphs, service);
  if (!isKnown || (option !== undefined && option !== '--anew') || more.length > 0)
    throw new ConfigError(
      `Expected one of ${Object.keys(subgraphs).join(', ')}, then nothing or --anew; got ${config.args.join(' ') || 'nothing'}.`,
    );
  const lock = lockFiles(config);
  const ground = await openExistingGround(config, log);
  try {
    const all = await hostAll(ground);
    const hosted = all.find(({ host }) => host.service === service)!;
    const started = performance.now();
    const anew = option === '--anew';
    const republished = await asLeader(hosted, () => republishLog({ hosted, all, anew }));
    report(service, republished, (performance.now() - started) / 1_000);
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

const report = (service: string, { events, found, groups }: Republished, seconds: number) => {
  console.log(
    `${service}: ${found} events were on the topic, ${events} are written, in ${seconds.toFixed(2)} s.`,
  );
  if (events === 0) return console.log('The topic is whole.');
  if (groups > 0)
    console.log(
      `${groups} groups that follow ${service} begin again at offset 0, and drop what they have applied.`,
    );
  console.log('Their workers may start now. Whether a view missed anything meanwhile: npm run replay.');
};
