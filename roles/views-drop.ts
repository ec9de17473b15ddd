import type { Hosted } from '../kernel/host.ts';
import type { Logger } from '../kernel/logger.ts';
import { ConfigError, type Config } from './config.ts';
import { openExistingGround } from './ground.ts';
import { hostAll } from './host-all.ts';
import { OBSERVED } from './operations/running-builds.ts';
import { dropView, unusedViews, type Unused } from './operations/unused-views.ts';

const RULE =
  `A view is unused when neither this build nor one that runs declares it. Each role tells every few seconds which ` +
  `views it uses; who was silent for ${OBSERVED / 1_000} s is taken to be gone. A replay's copy is used while it runs.`;

/**
 * `npm run views:drop`: lists the views that no running build declares, other versions and copies left behind.
 * `npm run views:drop -- --yes`: drops them. Exit code 1 where one could not be dropped.
 */
export const viewsDrop = async (config: Config, log: Logger): Promise<number> => {
  const [option, ...more] = config.args;
  if ((option !== undefined && option !== '--yes') || more.length > 0)
    throw new ConfigError(`Expected nothing or --yes, got ${config.args.join(' ')}.`);
  const ground = await openExistingGround(config, log);
  const all = await hostAll(ground);
  console.log(RULE);
  let failed = 0;
  let count = 0;
  for (const { hosted, unused } of await unusedViews(all))
    for (const view of unused) {
      count += 1;
      console.log(lineOf(view));
      if (option === '--yes' && !(await isDropped(hosted, view))) failed += 1;
    }
  await ground.infrastructure.close();
  console.log(
    count === 0
      ? 'No view is unused.'
      : option === '--yes'
        ? `${count - failed} dropped.`
        : `${count} unused: -- --yes drops them.`,
  );
  return failed > 0 ? 1 : 0;
};

const lineOf = ({ service, name, documents, fedBy }: Unused) =>
  `${service} ${name}: ${documents} documents, fed by ${fedBy.join(' and ') || 'nothing'}`;

const isDropped = async (hosted: Hosted, { name }: Unused): Promise<boolean> => {
  try {
    await dropView(hosted, name);
    return true;
  } catch (error) {
    console.log(`${name} is left: ${(error as Error).message}`);
    return false;
  }
};
