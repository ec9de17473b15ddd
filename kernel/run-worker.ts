import type { Hosted } from './host.ts';
import { hashOf } from './canonical.ts';
import { whileHeld } from './lease.ts';
import { startLoop } from './loop.ts';
import { viewDefinition, viewName } from './projection.ts';
import { startPublisher } from './publisher.ts';
import { reactToLog, reactToTopics } from './run-reactions.ts';
import { feedFromLog, feedFromTopics, viewsOf, type Follower } from './run-views.ts';
import { startTimers } from './timer-runner.ts';
import type { Timer } from './timers.ts';
import type { View } from './view-store/view-store.ts';

export type RunningWorker = {
  /** By follower of this process, how far it is behind; empty when all that follows from an event has happened. */
  lag(): Promise<Record<string, number>>;
  /** Those of this process. */
  followers(): Follower[];
  /** Fires what is due now; answers how many timers. */
  fireTimers(): Promise<number>;
  /** Does this process do what only one does? */
  isLeading(): boolean;
  close(): Promise<void>;
};

/**
 * The asynchronous head of one service. Other services' events are shared among its workers; what follows
 * from its own log is done by those that hold a lease. Each follower has its own checkpoint.
 */
export const runWorker = async (hosted: Hosted): Promise<RunningWorker> => {
  const { stores, host } = hosted;
  const shared = (
    await Promise.all([
      ...viewsOf(hosted).map((view) => feedFromTopics(hosted, view)),
      ...reactToTopics(hosted).map(async (follower) => [await follower]),
    ])
  ).flat();
  const leading = await whileHeld(stores.leaseOf('tail'), () => lead(hosted), host.log);
  const feeding = await whileHeld(stores.leaseOf(viewsLease(hosted)), () => feedOwnViews(hosted), host.log);
  const followers = () => [leading, feeding].flatMap((one) => one.held()?.followers ?? []).concat(shared);

  return {
    async lag() {
      const behind: Record<string, number> = {};
      for (const { name, lag } of followers()) {
        const value = await lag();
        if (value > 0) behind[`${host.service}.${name}`] = value;
      }
      return behind;
    },
    followers,
    fireTimers: async () => (await leading.held()?.timers?.fireDue()) ?? 0,
    isLeading: () => leading.held() !== undefined,
    async close() {
      await Promise.all([leading.close(), feeding.close()]);
      await Promise.all(shared.map(({ close }) => close()));
    },
  };
};

const ownViews = (hosted: Hosted) => viewsOf(hosted).filter(({ isOwn }) => isOwn);
const viewsLease = (hosted: Hosted) =>
  `views/${hashOf(ownViews(hosted).map(({ projection }) => viewName(projection))).slice(0, 12)}` as const;

/** All or nothing of it runs: nothing fails once it is opened. */
const feedOwnViews = async (hosted: Hosted) => {
  const opened = await Promise.all(ownViews(hosted).map((view) => feedFromLog(hosted, view)));
  return holding(opened.map((feed) => feed()));
};

/** Numbers the log, and all but the views that follows from it; all or nothing as well. */
const lead = async (hosted: Hosted) => {
  const { worker, stores, host, log } = hosted;
  const firing = worker.timers && (await openTimers(hosted, worker.timers));

  const followers = [...startNumbering(hosted), ...reactToLog(hosted)];
  followers.push({ name: 'publisher', ...startPublisher({ ...host, ...stores, eventStore: log.stored }) });
  const timers = firing && startTimers(firing);
  const { close } = holding(followers);
  return { followers, timers, close: async () => (await timers?.close(), close()) };
};

const holding = (followers: Follower[]) => ({
  followers,
  close: async () => void (await Promise.all(followers.map(({ close }) => close()))),
});

/** First among the followers: what has no number yet is behind for all others. */
const startNumbering = ({ stores: { eventStore }, host }: Hosted): Follower[] => {
  const { sequence, unnumbered, onPending } = eventStore;
  if (!sequence || !unnumbered) return []; // the append gives the numbers
  const loop = startLoop({
    name: `${host.service}.numbering`,
    work: async () => (await sequence()) > 0,
    listen: (ring) => onPending?.(ring) ?? (() => {}),
    log: host.log,
  });
  return [{ name: 'numbering', lag: unnumbered, ...loop }];
};

const openTimers = async (
  { stores, handleCommand, host, metrics }: Hosted,
  { view, fire }: NonNullable<Hosted['worker']['timers']>,
) => {
  const timers = (await stores.viewStore.open(viewDefinition(view))) as View<Timer>;
  return { fire, view: timers, handleCommand, clock: host.clock, metrics, log: host.log };
};
