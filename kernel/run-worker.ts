import type { Follows } from './chimera.ts';
import { follow, type Following, type Skipped } from './consumer.ts';
import { asRun, type Hosted } from './host.ts';
import { viewDefinition, viewName, type Projection } from './projection.ts';
import { createProjector } from './projector.ts';
import { startPublisher, topicOf } from './publisher.ts';
import { createReactor } from './reactor.ts';
import { startTail } from './tail.ts';
import { startTimers } from './timer-runner.ts';
import type { Timer } from './timers.ts';
import type { Upcasts } from './upcasting.ts';
import type { Event } from './messages.ts';
import type { View } from './view-store/view-store.ts';

type Follower = Following & { name: string };

export type RunningWorker = {
  /** By follower, how far it is behind; empty when everything that follows from an event has happened. */
  lag(): Promise<Record<string, number>>;
  /** Fires what is due now; answers how many timers. */
  fireTimers(): Promise<number>;
  close(): Promise<void>;
};

export const ACTIVITY = 'activity.events';

/** The asynchronous head of one service: views, publisher, reactions, timers, each with its own checkpoint. */
export const runWorker = async (hosted: Hosted): Promise<RunningWorker> => {
  const { worker, stores, ground, host, metrics } = hosted;
  const started = await Promise.all([
    ...viewsOf(hosted).map((view) => startView(hosted, view)),
    ...startReactions(hosted),
  ]);
  const followers: Follower[] = started.flat();
  const publisher = startPublisher({
    service: host.service,
    eventStore: stores.eventStore,
    viewStore: stores.viewStore,
    bus: ground.infrastructure.bus,
    log: host.log,
  });
  followers.push({ name: 'publisher', ...publisher });
  const timers = worker.timers && (await startTimersOf(hosted, worker.timers));

  return {
    async lag() {
      const behind: Record<string, number> = {};
      for (const { name, lag } of followers) {
        const value = await lag();
        metrics.lag.set({ follower: name }, value);
        if (value > 0) behind[`${host.service}.${name}`] = value;
      }
      return behind;
    },
    fireTimers: async () => (await timers?.fireDue()) ?? 0,
    async close() {
      await timers?.close();
      await Promise.all(followers.map(({ close }) => close()));
    },
  };
};

/** One view with everything that feeds it. */
export type Fed = { projection: Projection; isOwn: boolean; topics: Record<string, Upcasts<Event>> };

/** All views of a worker: its own log's, other services', and those of both. */
export const viewsOf = ({ service, worker }: Pick<Hosted, 'service' | 'worker'>): Fed[] => {
  const fed = new Map<string, Fed>();
  const feed = (projection: Projection) => {
    const known = fed.get(projection.view) ?? {
      projection: asRun(service, projection),
      isOwn: false,
      topics: {},
    };
    fed.set(projection.view, known);
    return known;
  };
  for (const projection of [
    ...Object.values(worker.projections),
    ...(worker.timers ? [worker.timers.view] : []),
  ])
    feed(projection).isOwn = true;
  for (const [source, { projections = {}, upcasts }] of Object.entries(worker.follows))
    for (const projection of Object.values(projections)) feed(projection).topics[topicOf(source)] = upcasts;
  for (const projection of Object.values(worker.activity ?? {})) feed(projection).topics[ACTIVITY] = {};
  return [...fed.values()];
};

const startView = async (hosted: Hosted, fed: Fed): Promise<Follower[]> => {
  const view = await hosted.stores.viewStore.open(viewDefinition(fed.projection));
  const name = viewName(fed.projection);
  const followers: Follower[] = [];
  if (fed.isOwn) followers.push({ name: fed.projection.view, ...startOwnView(hosted, fed.projection, view) });
  if (Object.keys(fed.topics).length > 0)
    followers.push({ name: `${fed.projection.view}.bus`, ...(await followForView(hosted, fed, view, name)) });
  return followers;
};

const startOwnView = ({ stores, host }: Hosted, projection: Projection, view: View) => {
  const projector = createProjector({ projection, view, log: host.log });
  const source = { name: `${host.service}/tail`, isOwn: true };
  const checkpoint = `${view.name}/tail`;
  let last = 0;
  return startTail({
    name: `${host.service}.${projection.view}`,
    eventStore: stores.eventStore,
    log: host.log,
    limit: 1_000,
    async checkpoint() {
      projector.forget();
      return (last = await stores.viewStore.checkpoint(checkpoint));
    },
    async handle(events, isLast) {
      await projector.fold(events, source);
      last = events.at(-1)?.position ?? last;
      if (isLast || projector.isFull()) await projector.flush({ name: checkpoint, position: last });
    },
  });
};

/** Makes a view of other services' events durable batch by batch: the bus saves the offset after that. */
export const followForView = async (
  { stores, host, ground }: Hosted,
  { projection, topics }: Fed,
  view: View,
  group: string,
) =>
  follow({
    bus: ground.infrastructure.bus,
    group: `${host.service}.${group}.${await stores.viewStore.generation()}`,
    topics,
    skipped: await stores.rows.open<Skipped>('skipped'),
    log: host.log,
    async handle(events, source) {
      // Partitions run at the same time: each batch has a projector of its own.
      const projector = createProjector({ projection, view, log: host.log });
      await projector.fold(events, { name: source, isOwn: false });
      await projector.flush();
    },
  });

const startReactions = (hosted: Hosted): Promise<Follower>[] => {
  const { worker, stores, host } = hosted;
  const own = Object.entries(worker.reactions).map(async ([name, reaction]): Promise<Follower> => {
    const reactor = createReactor({ ...hosted, ...host, name, reaction });
    const checkpoint = `reaction/${name}`;
    const tail = startTail({
      name: `${host.service}.${name}`,
      eventStore: stores.eventStore,
      log: host.log,
      checkpoint: () => stores.viewStore.checkpoint(checkpoint),
      async handle(events) {
        await reactor.handle(events);
        const position = events.at(-1)?.position;
        if (position !== undefined) await stores.viewStore.saveCheckpoint({ name: checkpoint, position });
      },
    });
    return { name: `reaction.${name}`, ...tail };
  });
  return [
    ...own,
    ...Object.entries(worker.follows).flatMap(([source, follows]) =>
      followReactions(hosted, source, follows),
    ),
  ];
};

const followReactions = (hosted: Hosted, source: string, { reactions = {}, upcasts }: Follows) =>
  Object.entries(reactions).map(async ([name, reaction]): Promise<Follower> => {
    const { stores, host, ground } = hosted;
    const reactor = createReactor({ ...hosted, ...host, name, reaction });
    const following = await follow({
      bus: ground.infrastructure.bus,
      group: `${host.service}.reaction.${name}.${await stores.viewStore.generation()}`,
      topics: { [topicOf(source)]: upcasts },
      skipped: await stores.rows.open<Skipped>('skipped'),
      log: host.log,
      handle: (events) => reactor.handle(events),
    });
    return { name: `reaction.${name}`, ...following };
  });

const startTimersOf = async (
  { stores, handleCommand, host, metrics }: Hosted,
  { view, fire }: NonNullable<Hosted['worker']['timers']>,
) => {
  const timers = (await stores.viewStore.open(viewDefinition(view))) as View<Timer>;
  return startTimers({ fire, view: timers, handleCommand, clock: host.clock, metrics, log: host.log });
};
