import type { Hosted } from './host.ts';
import { viewDefinition } from './projection.ts';
import { startPublisher } from './publisher.ts';
import { startReactions } from './run-reactions.ts';
import { startView, viewsOf, type Follower } from './run-views.ts';
import { startTimers } from './timer-runner.ts';
import type { Timer } from './timers.ts';
import type { View } from './view-store/view-store.ts';

export type RunningWorker = {
  /** By follower, how far it is behind; empty when everything that follows from an event has happened. */
  lag(): Promise<Record<string, number>>;
  /** Views that have not reached yet what was there when the worker began, by `service.view`. */
  missing(): Promise<string[]>;
  /** Fires what is due now; answers how many timers. */
  fireTimers(): Promise<number>;
  close(): Promise<void>;
};

/** The asynchronous head of one service: views, publisher, reactions, timers, each with its own checkpoint. */
export const runWorker = async (hosted: Hosted): Promise<RunningWorker> => {
  const { worker, stores, host, metrics } = hosted;
  const views = (await Promise.all(viewsOf(hosted).map((view) => startView(hosted, view)))).flat();
  const followers: Follower[] = [...views, ...(await Promise.all(startReactions(hosted)))];
  const publisher = startPublisher({ ...host, ...stores }); // the log as it was stored
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
    async missing() {
      const names = await Promise.all(
        views.map(async ({ name, hasCaughtUp }) => ((await hasCaughtUp()) ? [] : [name])),
      );
      return names.flat().map((name) => `${host.service}.${name}`);
    },
    fireTimers: async () => (await timers?.fireDue()) ?? 0,
    async close() {
      await timers?.close();
      await Promise.all(followers.map(({ close }) => close()));
    },
  };
};

const startTimersOf = async (
  { stores, handleCommand, host, metrics }: Hosted,
  { view, fire }: NonNullable<Hosted['worker']['timers']>,
) => {
  const timers = (await stores.viewStore.open(viewDefinition(view))) as View<Timer>;
  return startTimers({ fire, view: timers, handleCommand, clock: host.clock, metrics, log: host.log });
};
