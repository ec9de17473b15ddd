import { setTimeout as sleep } from 'node:timers/promises';
import type { Hosted } from '../kernel/host.ts';
import { viewDefinition, viewName } from '../kernel/projection.ts';
import { topicOf } from '../kernel/publisher.ts';
import { feedFromLog, feedFromTopics, type Fed } from '../kernel/run-views.ts';
import { replayableViews } from '../roles/rebuild.ts';
import { goal, perSecond, say } from './figures.ts';
import { inFolder } from './folder.ts';
import { onProduction } from './infrastructure.ts';
import { openGround } from './in-process.ts';
import { lengthen, makeSomeLives, openLogs, publish, type Logs, type Long } from './long-log.ts';

/** Events, and events a second. The stand-in for MongoDB limits what is written to it. */
const leastEvents = () => (onProduction() ? 20_000 : 200_000);
const goalRate = () => (onProduction() ? 10_000 : 20_000);
/** Fills each view from position 0, as a new version of it is filled, out of logs of generated events. */
export const benchReplay = () =>
  inFolder(async (folder) => {
    await makeSomeLives(folder);
    const ground = await openGround(folder);
    try {
      const logs = await openLogs(ground);
      while (logs['orders']!.log.count() < leastEvents()) await lengthen(logs);
      for (const { hosted } of Object.values(logs)) await publish(hosted);
      await measureAll(logs);
    } finally {
      await ground.infrastructure.close();
    }
  });

/** First what hears from the bus, and all of orders; then what has only its own log, which is made as long. */
const measureAll = async (logs: Logs) => {
  const all = Object.values(logs).flatMap((long) =>
    replayableViews(long.hosted).map((fed) => ({ long, fed })),
  );
  const isLong = ({ long, fed }: (typeof all)[number]) => eventsOf(logs, long, fed) >= leastEvents();
  const [first, then] = [all.filter(isLong), all.filter((one) => !isLong(one))];
  for (const { long, fed } of first) await measure(logs, long, fed);
  for (const { long, fed } of then) {
    while (long.log.count() < leastEvents()) await long.log.replicate();
    await measure(logs, long, fed);
  }
};

const eventsOf = (logs: Logs, long: Long, { isOwn, topics }: Fed) =>
  Object.entries(logs)
    .filter(([service]) => Object.hasOwn(topics, topicOf(service)))
    .reduce((sum, [, { log }]) => sum + log.count(), isOwn ? long.log.count() : 0);

const measure = async (logs: Logs, long: Long, fed: Fed) => {
  const { hosted } = long;
  const { viewStore } = hosted.stores;
  const fresh = { ...fed, projection: { ...fed.projection, version: fed.projection.version + 1 } };
  const started = performance.now();
  await fill(hosted, fresh);
  const milliseconds = performance.now() - started;

  const events = eventsOf(logs, long, fed);
  const view = await viewStore.open(viewDefinition(fresh.projection));
  const documents = await view.count(undefined, 10_000_000);
  await viewStore.drop(view.name);
  const rate = perSecond(events, milliseconds);
  const name = `${hosted.service.name}.${fed.projection.view}`;
  const missed = goal(rate >= goalRate(), `>= ${goalRate()} events/s`);
  const figures = { [`replay_${name.replace('.', '_')}_events_per_second`]: rate };
  say(`replay ${name}`, `${rate} events/s: ${events} events, ${documents} documents${missed}`, figures);
};

/** Resolves when all that feeds the view is stored. */
const fill = async (hosted: Hosted, fed: Fed) => {
  const { eventStore, viewStore } = hosted.stores;
  const [end, checkpoint] = [await eventStore.end(), `${viewName(fed.projection)}/tail`];
  const own = fed.isOwn ? [(await feedFromLog(hosted, fed))()] : [];
  const followers = [...own, ...(await feedFromTopics(hosted, fed))];
  const isBehind = async () => {
    if (fed.isOwn && (await viewStore.checkpoint(checkpoint)) < end) return true;
    for (const { lag } of followers) if ((await lag()) > 0) return true;
    return false;
  };
  while (await isBehind()) await sleep(10);
  await Promise.all(followers.map(({ close }) => close()));
};
