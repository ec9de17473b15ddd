import type { Hosted } from './host.ts';
import { whileHeld } from './lease.ts';
import { startLoop } from './loop.ts';
import { viewDefinition } from './projection.ts';
import { startPublisher } from './publisher.ts';
import { reactToLog, reactToTopics } from './run-reactions.ts';
import { feedFromLog, feedFromTopics, viewsOf, type Follower } from './run-views.ts';
import { startTimers } from './timer-runner.ts';
import type { Timer } from './timers.ts';
import type { View } from './view-store/view-store.ts';

export type RunningWorker = {
  /** By follower of this process, how far it is behind; empty when all that follows from an event has happened. */
  lag(): Promise<Record<string, number>>;
  /** Fires what is due now; answers how many timers. */
  fireTimers(): Promise<number>;
  /** Does this process do what only one does? */
  isLeading(): boolean;
  close(): Promise<void>;
};

/**
 * The asynchronous head of one service. Other services' events are shared among its workers; what follows
 * from its own log is done by the one that holds the lease. Each follower has its own checkpoint.
 */
export const runWorker = async (hosted: Hosted): Promise<RunningWorker> => {
  const { stores, host, metrics } = hosted;
  const shared = (
    await Promise.all([
      ...viewsOf(hosted).map((view) => feedFromTopics(hosted, view)),
      ...reactToTopics(hosted).map(async (follower) => [await follower]),
    ])
  ).flat();
  const leading = await whileHeld(stores.lease, () => lead(hosted), host.log);
  const followers = () => [...shared, ...(leading.held()?.followers ?? [])];

  return {
    async lag() {
      const behind: Record<string, number> = {};
      for (const { name, lag } of followers()) {
        const value = await lag();
        metrics.lag.set({ follower: name }, value);
        if (value > 0) behind[`${host.service}.${name}`] = value;
      }
      return behind;
    },
    fireTimers: async () => (await leading.held()?.timers?.fireDue()) ?? 0,
    isLeading: () => leading.held() !== undefined,
    async close() {
      await leading.close();
      await Promise.all(shared.map(({ close }) => close()));
    },
  };
};

/** Numbers the log, and all that follows from it. All or nothing of it runs: nothing fails once it is opened. */
const lead = async (hosted: Hosted) => {
  const { worker, stores, host, log } = hosted;
  const own = viewsOf(hosted).filter(({ isOwn }) => isOwn);
  const opened = await Promise.all(own.map((view) => feedFromLog(hosted, view)));
  const firing = worker.timers && (await openTimers(hosted, worker.timers));

  const views: Follower[] = opened.map((feed) => feed());
  const followers = [...startNumbering(hosted), ...views, ...reactToLog(hosted)];
  followers.push({ name: 'publisher', ...startPublisher({ ...host, ...stores, eventStore: log.stored }) });
  const timers = firing && startTimers(firing);
  return {
    followers,
    timers,
    async close() {
      await timers?.close();
      await Promise.all(followers.map(({ close }) => close()));
    },
  };
};

/** First among the followers: what has no number yet is behind for all others. */
const startNumbering = ({ stores: { eventStore }, host }: Hosted): Follower[] => {
  const { sequence, onPending } = eventStore;
  if (!sequence) return []; // the append gives the numbers
  const { close } = startLoop({
    name: `${host.service}.numbering`,
    work: async () => (await sequence()) > 0,
    listen: (ring) => onPending?.(ring) ?? (() => {}),
    log: host.log,
  });
  return [{ name: 'numbering', lag: sequence, close }];
};

const openTimers = async (
  { stores, handleCommand, host, metrics }: Hosted,
  { view, fire }: NonNullable<Hosted['worker']['timers']>,
) => {
  const timers = (await stores.viewStore.open(viewDefinition(view))) as View<Timer>;
  return { fire, view: timers, handleCommand, clock: host.clock, metrics, log: host.log };
};
