import { follow, type Following, type Skipped } from './consumer.ts';
import { asRun, type Hosted } from './host.ts';
import type { Event } from './messages.ts';
import { viewDefinition, type Projection } from './projection.ts';
import { createProjector } from './projector.ts';
import { topicOf } from './publisher.ts';
import { startTail } from './tail.ts';
import type { Upcasts } from './upcasting.ts';
import type { View } from './view-store/view-store.ts';

/** Something that follows from events, with its own checkpoint. */
export type Follower = Following & { name: string };

/** Presence, kept for a day and outside every replay. */
export const ACTIVITY = 'activity.events';

/** One view with everything that feeds it. */
export type Fed = { projection: Projection; isOwn: boolean; topics: Record<string, Upcasts<Event>> };

/** All views of a worker: its own log's, other services', and those of both. */
export const viewsOf = ({ service, worker }: Pick<Hosted, 'service' | 'worker'>): Fed[] => {
  const fed = new Map<string, Fed>();
  const feed = (projection: Projection) => {
    const known = fed.get(projection.view);
    if (known) return known;
    const fresh: Fed = { projection: asRun(service, projection), isOwn: false, topics: {} };
    fed.set(projection.view, fresh);
    return fresh;
  };
  const own = [...Object.values(worker.projections), ...(worker.timers ? [worker.timers.view] : [])];
  for (const projection of own) feed(projection).isOwn = true;
  for (const [source, { projections = {}, upcasts }] of Object.entries(worker.follows))
    for (const projection of Object.values(projections)) feed(projection).topics[topicOf(source)] = upcasts;
  for (const projection of Object.values(worker.activity ?? {})) feed(projection).topics[ACTIVITY] = {};
  return [...fed.values()];
};

/** Opens a view and answers how to start to feed it from the service's own log, which cannot fail. */
export const feedFromLog = async (hosted: Hosted, { projection }: Fed): Promise<() => Follower> => {
  const view = await hosted.stores.viewStore.open(viewDefinition(projection));
  return () => ({ name: projection.view, ...startOwnView(hosted, projection, view) });
};

/** Starts to feed a view from other services' topics; nothing where it is not fed by any. */
export const feedFromTopics = async (hosted: Hosted, fed: Fed): Promise<Follower[]> => {
  if (Object.keys(fed.topics).length === 0) return [];
  const view = await hosted.stores.viewStore.open(viewDefinition(fed.projection));
  const group = await groupOf(hosted, view.name);
  return [{ name: `${fed.projection.view}.bus`, ...(await feedFromBus(hosted, fed, { view, group })) }];
};

/** The consumers of a view or of `reaction.NAME`. A view store that was lost has another generation: all from 0. */
export const groupOf = async ({ host, stores }: Hosted, view: string) =>
  `${host.service}.${view}.${await stores.viewStore.generation()}`;

const startOwnView = ({ stores, host, log }: Hosted, projection: Projection, view: View) => {
  const projector = createProjector({ projection, view, log: host.log });
  const source = { name: `${host.service}/tail`, isOwn: true };
  const checkpoint = `${view.name}/tail`;
  return startTail({
    name: `${host.service}.${projection.view}`,
    eventStore: log.lifted,
    log: host.log,
    limit: 1_000,
    checkpoint: () => stores.viewStore.checkpoint(checkpoint),
    onFailure: projector.forget,
    async handle(events, isLast) {
      await projector.fold(events, source);
      if (isLast || projector.isFull()) await projector.flush(checkpoint);
    },
  });
};

type Feeding = { view: View; group: string; onFed?(events: number): void };

/** Makes a view of other services' events durable batch by batch: the bus saves the offset after that. */
export const feedFromBus = async (
  { stores, host }: Hosted,
  { projection, topics }: Fed,
  { view, group, onFed }: Feeding,
) =>
  follow({
    bus: host.bus,
    group,
    topics,
    skipped: await stores.rows.open<Skipped>('skipped'),
    log: host.log,
    async handle(events, source) {
      // Partitions run at the same time: each batch has a projector of its own.
      const projector = createProjector({ projection, view, log: host.log });
      await projector.fold(events, { name: source, isOwn: false });
      await projector.flush();
      onFed?.(events.length);
    },
  });
