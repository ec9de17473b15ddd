import { ConfigError, type Config } from './config.ts';
import { openExistingGround } from './ground.ts';
import { hostService } from '../kernel/host.ts';
import type { Logger } from '../kernel/logger.ts';
import { NewerSchemaError } from '../kernel/lifted-events.ts';
import { replayableViews, replayView, type Replayed } from './rebuild.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';

/**
 * `npm run replay SERVICE.VIEW`, or without a name all of them: rebuilds from position 0, compares with
 * the live view and takes its place. Exit code 1 when one differs; it is then left as it was.
 */
export const replay = async (config: Config, log: Logger): Promise<number> => {
  const ground = await openExistingGround(config, log);
  const [wanted] = config.args;
  const [wantedService] = wanted?.split('.') ?? [];
  const known: string[] = [];
  const results: Replayed[] = [];
  for (const [service, subgraph] of Object.entries(subgraphs)) {
    const hosted = await hostService(ground, subgraph);
    for (const fed of replayableViews(hosted)) {
      const name = `${service}.${fed.projection.view}`;
      known.push(name);
      if (wanted === undefined || wanted === name || (wantedService === service && wanted === service))
        results.push(report(await replayView(hosted, fed).catch(explained)));
    }
  }
  await ground.infrastructure.close();
  if (results.length === 0) throw new ConfigError(`Expected one of ${known.join(', ')}, got ${wanted}.`);
  return results.some(({ replaced }) => !replaced) ? 1 : 0;
};

const explained = (error: unknown): never => {
  if (error instanceof NewerSchemaError) throw new ConfigError(`${error.message} Replay with that build.`);
  throw error;
};

const report = (replayed: Replayed): Replayed => {
  const { view, events, documents, differing, seconds } = replayed;
  const verdict =
    differing.length > 0
      ? `${differing.length} DIFFER: ${differing.slice(0, 5).join(' ')}`
      : replayed.replaced
        ? 'equal'
        : 'equal, but NOT REPLACED: it changed all the while';
  console.log(`${view}: ${documents} documents from ${events} events in ${seconds.toFixed(2)} s, ${verdict}`);
  return replayed;
};
