import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTheBackground } from './background.ts';
import { connect, type Client } from './client.ts';
import { clusterSightings, watchedIn } from './cluster-sightings.ts';
import { inTime } from './deadline.ts';
import { figuresOf, goal, p50p99, percentile, perSecond, say } from './figures.ts';
import { inFolder } from './folder.ts';
import { openGround } from './in-process.ts';
import { lengthen, makeSomeLives, openLogs, publish } from './long-log.ts';
import type { Market } from './market.ts';
import type { Replayed } from './newcomer-process.ts';
import { settled, withNineRoles } from './nine-roles.ts';
import { atSteadyPace } from './pace.ts';
import type { Sighting } from './sightings.ts';
import { takeAsRead } from './taken-as-read.ts';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 50_000);
const PER_SECOND = Number(process.env['BENCH_RATE'] ?? 20);
/** Seconds: before anything counts; without the newcomer, and with as much else to do; with it; again without. */
const [WARM, BEFORE, BUSY, DURING, AFTER] = [15, 30, 30, 30, 15];
const MOST_CHANGE = 10;
const APART = 4;

/** A service that was never there replays a long log while nine roles go about their work: what do those notice? */
export const benchNewcomer = () => inTime('newcomer', () => inFolder(measure));

const measure = async (folder: string) => {
  const market = await makeSomeLives(folder);
  const started = performance.now();
  const { events, orders } = await makeLong(folder);
  const seconds = Math.round((performance.now() - started) / 1_000);
  say('log of orders and ratings', `${events} events, written in ${seconds} s`, {
    newcomer_log_events: events,
  });
  await withNineRoles(watchedIn(folder), async (cluster) => {
    await settled(cluster);
    const { disconnect, ...client } = connect(cluster.url);
    const { newcomer, since } = await underLoad(client, market, join(folder, 'newcomer'));
    await settled(cluster);
    await disconnect();
    reportOthers(await clusterSightings(folder, since), newcomer, since);
    reportNewcomer(newcomer, { events, orders });
  });
};

/** Answers how many events, of how many orders, the newcomer will find at least. All others know them already. */
const makeLong = async (folder: string) => {
  const ground = await openGround(folder);
  try {
    const logs = await openLogs(ground, { areWhole: true });
    const count = () => logs['orders']!.log.count() + logs['ratings']!.log.count();
    while (count() < EVENTS) await lengthen(logs);
    const all = Object.values(logs).map(({ hosted }) => hosted);
    await Promise.all(all.map(publish));
    await takeAsRead(all);
    return { events: count(), orders: logs['orders']!.log.count('OrderPlaced') };
  } finally {
    await ground.infrastructure.close();
  }
};

type Came = { replays: Replayed[]; busyFrom: number; from: number; to: number };

const now = () => performance.timeOrigin + performance.now();

const underLoad = async (client: Client, market: Market, folder: string) => {
  let isOver = false;
  const pace = { client, market, perSecond: PER_SECOND, apart: APART, isOver: () => isOver };
  const loading = atSteadyPace(pace);
  const scenes = async () => {
    await sleep(WARM * 1_000);
    const since = now();
    await sleep(BEFORE * 1_000);
    const busyFrom = now();
    const busy = inTheBackground(['-e', 'for (;;);']);
    await sleep(BUSY * 1_000);
    busy.kill('SIGKILL');
    const newcomer = { ...(await letCome(folder)), busyFrom };
    await sleep(AFTER * 1_000);
    isOver = true;
    return { newcomer, since };
  };
  const [acted] = await Promise.all([scenes(), loading]);
  return acted;
};

const letCome = async (folder: string) => {
  const from = now();
  const child = inTheBackground([join(import.meta.dirname, 'newcomer-process.ts'), folder, String(DURING)]);
  const replays: Replayed[] = [];
  createInterface(child.stdout!).on('line', (line) => replays.push(JSON.parse(line) as Replayed));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`Expected the newcomer to end well; it ended with ${code}.`);
  return { replays, from, to: now() };
};

const reportOthers = (seen: Sighting[], { busyFrom, from, to }: Came, since: number) => {
  const scene = (begin: number, end: number) =>
    seen.filter(({ at }) => at >= begin && at < end).map(({ after }) => after);
  const scenes = {
    before: scene(since, busyFrom),
    busy: scene(busyFrom, from),
    during: scene(from, to),
    after: scene(to, Infinity),
  };
  for (const [when, times] of Object.entries(scenes))
    say(`append to last view ${when}, ${PER_SECOND}/s`, `${p50p99(times)} of ${times.length} events`, {
      ...figuresOf(`newcomer_others_${when}`, times),
    });
  for (const [name, share] of [['p50', 0.5] as const, ['p99', 0.99] as const]) {
    const [before, busy, during] = [scenes.before, scenes.busy, scenes.during].map((times) =>
      percentile(times, share),
    );
    const change = 100 * (during! / busy! - 1);
    const missed = goal(change <= MOST_CHANGE, `<= ${MOST_CHANGE} %`);
    const all = 100 * (during! / before! - 1);
    say(`  ${name}, to cores as busy`, `${change.toFixed(0)} %${missed}; to idle ones ${all.toFixed(0)} %`, {
      [`newcomer_${name}_change_percent`]: change,
      [`newcomer_${name}_change_to_idle_percent`]: all,
    });
  }
};

const reportNewcomer = ({ replays }: Came, expected: { events: number; orders: number }) => {
  for (const { events, orders } of replays)
    if (events < expected.events || orders < expected.orders)
      throw new Error(
        `Expected ${JSON.stringify(expected)} at least, got ${JSON.stringify({ events, orders })}.`,
      );
  const events = replays.reduce((sum, replayed) => sum + replayed.events, 0);
  const milliseconds = replays.reduce((sum, { from, to }) => sum + to - from, 0);
  const rate = perSecond(events, milliseconds);
  say('newcomer, from position 0', `${rate} events/s: ${replays.length} times, ${events} events in all`, {
    newcomer_events_per_second: rate,
    newcomer_replays: replays.length,
  });
};
