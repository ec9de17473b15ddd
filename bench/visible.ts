import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import { figuresOf, goal, p50p99, percentile, say } from './figures.ts';
import { inFolder } from './folder.ts';
import { onProduction } from './infrastructure.ts';
import { openInProcess } from './in-process.ts';
import { accept, brief, deliver, lifeOf, place, rate, type Life } from './lives.ts';
import { openMarket, type Market } from './market.ts';
import { createSightings, sightingsOf, watched, type Sighting } from './sightings.ts';

const PER_SECOND = 50;
const SECONDS = 20;
const STEPS = [place, brief, deliver, accept, rate];
/** Between two steps of a life lie so many other lives: two seconds, in which services hear of each other. */
const LIVES_BETWEEN = (2 * PER_SECOND) / STEPS.length;
const goalTime = () => (onProduction() ? 250 : 100);

/**
 * From the moment when an event is durable to the moment when the last of all views that it concerns has
 * stored it, while the whole marketplace works at a steady pace in one process.
 */
export const benchVisible = () =>
  inFolder(async (folder) => {
    const sightings = createSightings();
    const inProcess = await openInProcess(folder, (stores) => watched(stores, sightings));
    try {
      const market = await openMarket(inProcess.client, 20, 20);
      await inProcess.settled();
      sightings.appended.length = 0;
      await atSteadyPace(inProcess.client, market);
      await inProcess.settled();
      report(sightingsOf(sightings, Object.values(inProcess.hosted)));
    } finally {
      await inProcess.close();
    }
  });

/** Commands are sent when they are due, whether or not those before are answered. */
const atSteadyPace = async (client: Client, market: Market) => {
  const lives: Life[] = [];
  const others = PER_SECOND * SECONDS;
  const sent: Promise<unknown>[] = [];
  const started = performance.now();
  for (let n = 0; n < PER_SECOND * SECONDS; n += 1) {
    await sleep(Math.max(0, started + (n * 1_000) / PER_SECOND - performance.now()));
    const step = n % STEPS.length;
    const life = Math.floor(n / STEPS.length) - step * LIVES_BETWEEN;
    if (step === 0) lives[life] = lifeOf(market, life);
    sent.push(life < 0 ? place(client, lifeOf(market, others + n)) : STEPS[step]!(client, lives[life]!));
  }
  await Promise.all(sent);
};

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
