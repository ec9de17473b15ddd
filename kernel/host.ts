import { hkdfSync, randomBytes } from 'node:crypto';
import type { Registry } from 'prom-client';
import type { Host, Service, Text, Worker } from './chimera.ts';
import type { Clock } from './clock.ts';
import { createCommandHandler, type HandleCommand } from './command-handler.ts';
import { createCursors } from './graphql/cursors.ts';
import type { Ids } from './ids.ts';
import type { EventStore } from './event-store/event-store.ts';
import type { Infrastructure, Stores } from './infrastructure.ts';
import { liftedEvents } from './lifted-events.ts';
import type { Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createPages } from './pages.ts';
import { viewDefinition, type Projection } from './projection.ts';
import type { Row, Rows, RowStore } from './row-store/row-store.ts';
import type { Parked } from './reactor.ts';
import { sharedLog } from './shared-log.ts';
import type { View } from './view-store/view-store.ts';

/** What every service of one process shares. */
export type Ground = {
  infrastructure: Infrastructure;
  clock: Clock;
  ids: Ids;
  log: Logger;
  registry: Registry;
  build: string;
};

/** One service with its stores open: what both of its heads stand on. */
export type Hosted = {
  service: Service;
  worker: Worker;
  /** Its `eventStore` answers in today's shape; that of `stores` as it was stored. */
  host: Host;
  stores: Stores;
  /** The log for its tails, who share what they read: as it was stored, and in today's shape. */
  log: { stored: EventStore; lifted: EventStore };
  tools: object;
  handleCommand: HandleCommand;
  parked: Rows<Parked>;
  metrics: Metrics;
  ground: Ground;
};

export type Subgraph = { service: Service; worker: Worker };

export const hostService = async (ground: Ground, { service, worker }: Subgraph): Promise<Hosted> => {
  const { infrastructure, clock, ids, log, registry } = ground;
  const stores = await infrastructure.storesOf(service.name);
  const shared = sharedLog(stores.eventStore);
  const eventStore = liftedEvents(stores.eventStore, service.upcasts);
  const secret = await secretsOf(stores.rows);
  const views = await openViews(stores, service);

  const host: Host = {
    service: service.name,
    views,
    pages: pagesOf(service, views, eventStore),
    eventStore,
    bus: infrastructure.bus,
    rows: stores.rows,
    texts: await stores.rows.open<Text>('texts', ['subjectId']),
    clock,
    ids,
    cursors: createCursors(secret('cursors')),
    secret,
    log,
  };
  return {
    service,
    worker,
    host,
    stores,
    log: { stored: shared, lifted: liftedEvents(shared, service.upcasts) },
    tools: (await service.createTools?.(host)) ?? {},
    handleCommand: createCommandHandler({ ...ground, ...service, service: service.name, eventStore }),
    parked: await stores.rows.open<Parked>('parked', ['stream']),
    metrics: createMetrics(registry, service.name),
    ground,
  };
};

/** A projection as the kernel runs it: one that is an aggregate's page counts every event of its stream. */
export const asRun = (service: Service, projection: Projection): Projection => {
  const isPage = Object.values(service.aggregates).some(({ page }) => page?.view === projection.view);
  return isPage ? { ...projection, isPage } : projection;
};

const openViews = async ({ viewStore }: Stores, service: Service): Promise<Record<string, View>> => {
  const views: Record<string, View> = {};
  for (const [name, view] of Object.entries(service.views))
    views[name] = await viewStore.open(viewDefinition(view));
  return views;
};

const pagesOf = (service: Service, views: Record<string, View>, eventStore: EventStore) => {
  const pages: Host['pages'] = {};
  for (const [name, { page }] of Object.entries(service.aggregates)) {
    if (!page) continue;
    const [key] = Object.entries(service.views).find(([, { view }]) => view === page.view) ?? [];
    if (key === undefined) throw new Error(`The page ${page.view} is not among the service's views.`);
    pages[name] = createPages(page, views[key]!, eventStore);
  }
  return pages;
};

/** One random master secret, made with the store; each purpose has a key of its own. */
const secretsOf = async (rows: RowStore) => {
  const secrets = await rows.open<Row & { value: string }>('secrets');
  await secrets.insert({ id: 'master', value: randomBytes(32).toString('hex') });
  const [master] = await secrets.get(['master']);
  const known = new Map<string, Buffer>(); // one is asked for with every command
  return (purpose: string): Buffer => {
    const derived = known.get(purpose) ?? derive(master!.value, purpose);
    known.set(purpose, derived);
    return derived;
  };
};

const derive = (master: string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', Buffer.from(master, 'hex'), '', purpose, 32));
