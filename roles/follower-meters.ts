import type { Registry } from 'prom-client';
import type { Hosted } from '../kernel/host.ts';
import type { Parked } from '../kernel/reactor.ts';
import { counterIn, gaugeIn } from './meters.ts';

/** `seconds` is absent for what has no event to wait. */
type Measured = { behind: number; seconds?: number; retries: number };

/** Of the followers of one service. One that runs in another process now is told of by that. */
export const followerMeters = (registry: Registry, service: string) => {
  const labelNames = ['service', 'follower'];
  const lag = gaugeIn(registry, {
    name: 'chimera_lag',
    help: 'Positions of the log or messages that wait, by follower.',
    labelNames,
  });
  const seconds = gaugeIn(registry, {
    name: 'chimera_lag_seconds',
    help: 'Age of the oldest event that waits, by follower.',
    labelNames,
  });
  const retries = counterIn(registry, {
    name: 'chimera_retries_total',
    help: 'Failures after which a follower has tried again.',
    labelNames,
  });
  const unmeasured = gaugeIn(registry, {
    name: 'chimera_unmeasured',
    help: 'Followers whose lag could not be asked for this time.',
    labelNames: ['service'],
  });
  const told = new Set<string>();
  const forget = (follower: string) => {
    for (const meter of [lag, seconds, retries]) meter.remove({ service, follower });
    told.delete(follower);
  };

  return {
    tell(follower: string, measured: Measured) {
      const labels = { service, follower };
      told.add(follower);
      lag.set(labels, measured.behind);
      if (measured.seconds !== undefined) seconds.set(labels, measured.seconds);
      retries.remove(labels); // the follower counts, from its own start
      retries.inc(labels, measured.retries);
    },
    forget,
    unmeasured: (followers: number) => unmeasured.set({ service }, followers),
    keepOnly(followers: string[]) {
      for (const follower of told) if (!followers.includes(follower)) forget(follower);
    },
  };
};

/** Rows by reaction; also of one that this build does not know any more. */
export const parkedMeter = (registry: Registry, { service, worker }: Hosted) => {
  const gauge = gaugeIn(registry, {
    name: 'chimera_parked',
    help: 'Events that a reaction could not handle, with those of their streams that wait behind them.',
    labelNames: ['service', 'reaction'],
  });
  const all = [worker.reactions, ...Object.values(worker.follows).map(({ reactions = {} }) => reactions)];
  const seen = new Set(all.flatMap((reactions) => Object.keys(reactions)));
  return (rows: Parked[]) => {
    const counts = new Map([...seen].map((reaction) => [reaction, 0]));
    for (const { reaction } of rows) counts.set(reaction, (counts.get(reaction) ?? 0) + 1);
    for (const [reaction, count] of counts) {
      seen.add(reaction);
      gauge.set({ service: service.name, reaction }, count);
    }
  };
};
