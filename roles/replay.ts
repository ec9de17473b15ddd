import { ConfigError, type Config } from './config.ts';
import { openExistingGround } from './ground.ts';
import { hostService, type Ground, type Hosted } from '../kernel/host.ts';
import type { Logger } from '../kernel/logger.ts';
import { NewerSchemaError } from '../kernel/lifted-events.ts';
import type { Fed } from '../kernel/run-views.ts';
import { replayableViews, replayView, type Replayed } from './rebuild.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';

const REPAIR = '--repair';

/**
 * `npm run replay SERVICE.VIEW`, or of a SERVICE, or without a name all of them: rebuilds from position 0, compares
 * with the live view and takes its place. Exit code 1 when one differs; it is then left as it was, and `--repair`
 * puts the rebuilt one in its place.
 */
export const replay = async (config: Config, log: Logger): Promise<number> => {
  const repairs = config.args.includes(REPAIR);
  const [wanted, ...more] = config.args.filter((arg) => arg !== REPAIR);
  const ground = await openExistingGround(config, log);
  const results: Replayed[] = [];
  try {
    const all = await viewsOn(ground);
    const isWanted = ({ name, service }: Replayable) => [undefined, name, service].includes(wanted);
    const chosen = more.length > 0 ? [] : all.filter(isWanted);
    if (chosen.length === 0)
      throw new ConfigError(
        `Expected ${REPAIR} or nothing, and one of ${all.map(({ name }) => name).join(', ')}, which are all that can ` +
          `be replayed; got ${config.args.join(' ')}.`,
      );
    for (const { hosted, fed } of chosen)
      results.push(report(await replayView(hosted, fed, { repairs }).catch(explained)));
  } finally {
    await ground.infrastructure.close();
  }
  return results.some(({ replaced }) => !replaced) ? 1 : 0;
};

type Replayable = { name: string; service: string; hosted: Hosted; fed: Fed };

const viewsOn = async (ground: Ground): Promise<Replayable[]> => {
  const all = await Promise.all(Object.values(subgraphs).map((subgraph) => hostService(ground, subgraph)));
  return all.flatMap((hosted) => {
    const { service } = hosted.host;
    const named = (fed: Fed) => ({ name: `${service}.${fed.projection.view}`, service, hosted, fed });
    return replayableViews(hosted).map(named);
  });
};

const explained = (error: unknown): never => {
  if (error instanceof NewerSchemaError) throw new ConfigError(`${error.message} Replay with that build.`);
  throw error;
};

const report = (replayed: Replayed): Replayed => {
  const { view, events, documents, differing, replaced, seconds } = replayed;
  const what = `${differing.length} ${replaced ? 'DIFFERED, and are REPAIRED' : 'DIFFER'}`;
  const verdict =
    differing.length > 0
      ? `${what}: ${differing.slice(0, 5).join(' ')}`
      : replaced
        ? 'equal'
        : 'equal, but NOT REPLACED: it changed all the while';
  console.log(`${view}: ${documents} documents from ${events} events in ${seconds.toFixed(2)} s, ${verdict}`);
  return replayed;
};
