import { figuresOf, goal, p50p99, percentile, say } from './figures.ts';
import { inFolder } from './folder.ts';
import { onProduction } from './infrastructure.ts';
import { openInProcess } from './in-process.ts';
import { openMarket } from './market.ts';
import { atSteadyPace } from './pace.ts';
import { createSightings, sightingsOf, watched, type Sighting } from './sightings.ts';

const PER_SECOND = 50;
/** Seconds: before anything counts, while the code is compiled; and what counts. */
const [WARM, SECONDS] = [10, 20];
const APART = 2;
const goalTime = () => (onProduction() ? 250 : 100);

/**
 * From the moment when an event is durable to the moment when the last of all views that it concerns has
 * stored it, while the whole marketplace works at a steady pace in one process that has been at it for a while.
 */
export const benchVisible = () =>
  inFolder(async (folder) => {
    const sightings = createSightings();
    const inProcess = await openInProcess(folder, (stores) => watched(stores, sightings));
    try {
      const market = await openMarket(inProcess.client, 20, 20);
      await inProcess.settled();
      sightings.appended.length = 0;
      const { client } = inProcess;
      const isOver = (sent: number) => sent === PER_SECOND * (WARM + SECONDS);
      const since = performance.now() + WARM * 1_000;
      await atSteadyPace({ client, market, perSecond: PER_SECOND, apart: APART, isOver });
      await inProcess.settled();
      const seen = sightingsOf(sightings, Object.values(inProcess.hosted));
      report(seen.filter(({ at }) => at >= since));
    } finally {
      await inProcess.close();
    }
  });

const report = (seen: Sighting[]) => {
  const after = seen.map((sighting) => sighting.after);
  const missed = goal(percentile(after, 0.99) < goalTime(), `p99 < ${goalTime()} ms`);
  const name = `append to last view, ${PER_SECOND} commands/s`;
  const figures = { visible_events: seen.length, ...figuresOf('visible', after) };
  say(name, `${p50p99(after)} of ${seen.length} events${missed}`, figures);
  const last = Map.groupBy(seen, ({ view }) => view);
  const [view, most] = [...last].sort(([, a], [, b]) => b.length - a.length)[0]!;
  say('  last most often', `${view}, of ${Math.round((most.length / seen.length) * 100)} %`);
};
