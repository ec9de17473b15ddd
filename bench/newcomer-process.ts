import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { systemClock } from '../kernel/clock.ts';
import { hostService, type Ground } from '../kernel/host.ts';
import { createIds } from '../kernel/ids.ts';
import { openSqlite } from '../kernel/infrastructure.ts';
import { openProduction } from '../kernel/mongo-kafka-infrastructure.ts';
import { feedFromBus, groupOf, viewsOf } from '../kernel/run-views.ts';
import { missingViews } from '../roles/readiness.ts';
import { log } from './log.ts';
import { newcomer, type Turnover } from './newcomer-service.ts';

// The newcomer as it would be deployed: alone in a process, with a store of its own. Again and again a service that
// was never there replays all there is, until the seconds it is given are over.

const { MONGODB_URL, KAFKA_BROKERS, NAMESPACE } = process.env as Record<string, string>;
const [folder, seconds] = process.argv.slice(2);

/** `orders`: how many its view counts. `from`, `to`: milliseconds, the same in all processes of a machine. */
export type Replayed = { events: number; orders: number; from: number; to: number };

const now = () => performance.timeOrigin + performance.now();

const replay = async (ground: Ground, name: string): Promise<Replayed> => {
  const from = now();
  const hosted = await hostService(ground, newcomer(name));
  const [fed] = viewsOf(hosted);
  const view = hosted.host.views['turnover']!;
  let events = 0;
  const missing = await missingViews(hosted);
  const group = await groupOf(hosted, view.name);
  const onFed = (count: number) => void (events += count);
  const { close } = await feedFromBus(hosted, fed!, { view, group, onFed });
  while ((await missing()).length > 0) await sleep(20);
  const to = now();
  await close();
  const all = await view.find({ first: 1_000_000 });
  const orders = (all as Turnover[]).reduce((sum, { placed = 0 }) => sum + placed, 0);
  return { events, orders, from, to };
};

const shared = await openProduction({
  url: MONGODB_URL!,
  brokers: KAFKA_BROKERS!.split(','),
  namespace: NAMESPACE!,
  clientId: 'newcomer',
  log,
});
const own = await openSqlite(folder!);
const registry = new Registry();
const ground = {
  infrastructure: { ...own, bus: shared.bus },
  clock: systemClock,
  ids: createIds(systemClock),
  log,
  registry,
  build: 'bench',
};
const end = performance.now() + Number(seconds) * 1_000;
for (let n = 1; n === 1 || performance.now() < end; n += 1)
  console.log(JSON.stringify(await replay(ground, `newcomer${n}`)));
await Promise.all([shared.close(), own.close()]);
