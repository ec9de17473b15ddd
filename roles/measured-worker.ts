import type { Hosted } from '../kernel/host.ts';
import type { Follower } from '../kernel/run-views.ts';
import { runWorker, type RunningWorker } from '../kernel/run-worker.ts';
import { followerMeters, parkedMeter } from './follower-meters.ts';
import { watchTopics } from './waiting-in-topics.ts';
import { waitingOf } from './waiting.ts';

export type MeasuredWorker = RunningWorker & {
  /** Before the metrics are read. Rejects where not all could be measured: that is not told then. */
  measure(): Promise<void>;
};

/** The worker of a service, and how far each follower is behind: asked when the metrics are read, and not before. */
export const runMeasuredWorker = async (hosted: Hosted): Promise<MeasuredWorker> => {
  const { host, ground, parked, service } = hosted;
  const topics = watchTopics(host);
  const worker = await runWorker({ ...hosted, host: { ...host, bus: topics.bus } });
  const waiting = await waitingOf(hosted, topics);
  const meters = followerMeters(ground.registry, service.name);
  const tellParked = parkedMeter(ground.registry, hosted);

  const measureOne = async ({ name, lag, failures }: Follower) => {
    const behind = await lag();
    const one = waiting.get(name);
    if (behind === 0) one?.sawNone?.();
    const since = behind > 0 ? await one?.since() : undefined;
    const seconds = since === undefined ? 0 : Math.max(0, host.clock.now().getTime() - since) / 1_000;
    meters.tell(name, { behind, retries: failures(), ...(one && { seconds }) });
  };

  return {
    ...worker,
    async measure() {
      const followers = worker.followers();
      meters.keepOnly(followers.map(({ name }) => name));
      const measuring = followers.map((follower) =>
        measureOne(follower).catch((error) => {
          meters.forget(follower.name);
          throw error;
        }),
      );
      const [rows, ...asked] = await Promise.allSettled([parked.all().then(tellParked), ...measuring]);
      meters.unmeasured(asked.filter(({ status }) => status === 'rejected').length);
      for (const one of [rows, ...asked]) if (one.status === 'rejected') throw one.reason;
    },
  };
};
