import { UnavailableError } from '../kernel/domain-error.ts';
import type { Hosted } from '../kernel/host.ts';
import { viewName } from '../kernel/projection.ts';
import { groupOf, viewsOf, type Fed } from '../kernel/run-views.ts';
import type { Filling } from './filling.ts';

type Looking = { hosted: Hosted; filling: Filling | undefined; goals: Goals };
type Goals = { log: number; topics: Record<string, number> };

/**
 * Notes where the log and the topics end now, and answers which views, by `service.view`, have not reached
 * that yet; asked of the stores, so that each head of the service can tell. What is reached stays so, and
 * where a server cannot be asked it says so behind the view's name. `filling` is told of each that has.
 */
export const missingViews = async (hosted: Hosted, filling?: Filling): Promise<() => Promise<string[]>> => {
  const { stores, host } = hosted;
  const goals: Goals = { log: await stores.eventStore.end(), topics: await endsOf(hosted) };
  let waiting = viewsOf(hosted);
  return async () => {
    const views = await Promise.all(
      waiting.map(async (fed) => ({ fed, why: await whyMissing({ hosted, filling, goals }, fed) })),
    );
    const missing = views.filter(({ why }) => why !== undefined);
    waiting = missing.map(({ fed }) => fed);
    return missing.map(({ fed, why }) => `${host.service}.${fed.projection.view}${why}`);
  };
};

/** Undefined where it is not. */
const whyMissing = async ({ hosted, filling, goals }: Looking, fed: Fed): Promise<string | undefined> => {
  try {
    if (!(await isFilled(hosted, fed, goals))) return '';
    await filling?.reached(viewName(fed.projection));
    return undefined;
  } catch (error) {
    if (error instanceof UnavailableError) return `: ${error.message}`;
    throw error;
  }
};

const endsOf = async (hosted: Hosted): Promise<Record<string, number>> => {
  const topics = new Set(viewsOf(hosted).flatMap(({ topics }) => Object.keys(topics)));
  const ends = await Promise.all([...topics].map((topic) => hosted.host.bus.ends(topic)));
  return Object.assign({}, ...ends) as Record<string, number>;
};

const isFilled = async (hosted: Hosted, { projection, isOwn, topics }: Fed, goals: Goals) => {
  const { stores, host } = hosted;
  const name = viewName(projection);
  if (isOwn && (await stores.viewStore.checkpoint(`${name}/tail`)) < goals.log) return false;
  const names = Object.keys(topics);
  if (names.length === 0) return true;
  const offsets = await host.bus.offsets(await groupOf(hosted, name), names);
  return Object.entries(offsets).every(([partition, offset]) => offset >= (goals.topics[partition] ?? 0));
};
