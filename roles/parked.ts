import { ConfigError, type Config } from './config.ts';
import { openExistingGround } from './ground.ts';
import { hostService, type Hosted } from '../kernel/host.ts';
import { lift } from '../kernel/lifted-events.ts';
import type { Logger } from '../kernel/logger.ts';
import { react, type Parked } from '../kernel/reactor.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';

/**
 * `npm run parked`: the events that a reaction could not handle, oldest first.
 * `npm run parked -- retry`: reacts to them again, in order; what fails again stays, with all behind it.
 */
export const parked = async (config: Config, log: Logger): Promise<number> => {
  const [action] = config.args;
  if (action !== undefined && action !== 'retry')
    throw new ConfigError(`Expected nothing or retry, got ${action}.`);
  const ground = await openExistingGround(config, log);
  let left = 0;
  for (const [service, subgraph] of Object.entries(subgraphs)) {
    const hosted = await hostService(ground, subgraph);
    const waiting = (await hosted.parked.all()).sort((a, b) => a.event.position - b.event.position);
    left += action === 'retry' ? await retryAll(hosted, waiting) : list(service, waiting);
  }
  await ground.infrastructure.close();
  console.log(left === 0 ? 'Nothing is parked.' : `${left} parked.`);
  return action === 'retry' && left > 0 ? 1 : 0;
};

const list = (service: string, waiting: Parked[]): number => {
  for (const { reaction, stream, event, error, at } of waiting)
    console.log(`${service}.${reaction} ${stream} ${event.type} ${event.id} since ${at}: ${error}`);
  return waiting.length;
};

const retryAll = async (hosted: Hosted, waiting: Parked[]): Promise<number> => {
  const blocked = new Set<string>();
  for (const row of waiting) {
    const place = `${row.reaction} ${row.stream}`;
    if (blocked.has(place)) continue;
    try {
      const { reaction, upcasts } = reactionOf(hosted, row);
      const event = lift(upcasts, row.event); // it may have waited for this very build
      await react({ ...hosted, ...hosted.host, name: row.reaction, reaction }, event);
      await hosted.parked.remove([row.id]);
    } catch (error) {
      blocked.add(place);
      console.log(`${place} ${row.event.type} ${row.event.id} fails again: ${error}`);
    }
  }
  return (await hosted.parked.all()).length;
};

const reactionOf = ({ service, worker }: Hosted, { reaction: name }: Parked) => {
  const own = { reactions: worker.reactions, upcasts: service.upcasts };
  for (const { reactions = {}, upcasts } of [own, ...Object.values(worker.follows)])
    if (Object.hasOwn(reactions, name)) return { reaction: reactions[name]!, upcasts };
  throw new ConfigError(`This build has no reaction ${name}.`);
};
