import type { Checked } from '../checker/check.ts';
import type { Entry } from '../load/journal.ts';
import type { Load } from '../load/load.ts';
import type { Requests } from '../load/asking.ts';
import type { Replay } from './site.ts';
import type { Supervisor } from './supervisor.ts';

export type Outcome = {
  on: string;
  seed: number;
  seconds: number;
  entries: Entry[];
  requests: Requests;
  load: Load;
  supervisor: Supervisor;
  checked: Checked;
  replay: Replay;
  /** Followers that never reached the end. */
  stuck: string[];
  faults: Record<string, number>;
};

/** Everything that may not be, in words; a run is good when there is nothing. */
export const complaints = ({ checked, replay, load, supervisor, stuck, requests }: Outcome): string[] => [
  ...checked.lost.map((what) => `LOST ${what}`),
  ...checked.doubled.map((what) => `DOUBLE ${what}`),
  ...checked.wrong.map((what) => `WRONG ${what}`),
  ...replay.unequal.map((what) => `UNEQUAL ${what}`),
  ...(replay.isDone || replay.unequal.length > 0 ? [] : ['UNEQUAL the replay failed']),
  ...load.landmarks.staleReads.map((what) => `STALE ${what}`),
  ...load.landmarks.oddities.map((what) => `ODD ${what}`),
  ...requests.odd.map((what) => `ODD answer ${what}`),
  ...supervisor.unexpected.map((what) => `DIED ${what}`),
  ...stuck.map((what) => `STUCK ${what}`),
];

/** The one line. Recovery: see `recovered`. */
export const reportLine = (outcome: Outcome): string => {
  const { on, seed, seconds, entries, checked, replay, supervisor, load, stuck, requests } = outcome;
  const { kills, pointKills, terms, freezes } = supervisor.counts;
  const acknowledged = entries.filter((entry) => entry.outcome === 'acknowledged').length;
  const refused = entries.filter((entry) => entry.outcome === 'refused').length;
  const times = recovered(supervisor, load);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => (quantile(times, share) / 1_000).toFixed(1));
  const odd = load.landmarks.oddities.length + requests.odd.length;
  return [
    `faults on ${on}: ${Math.round(seconds)} s, ${kills} kills (${pointKills} at named points), ${terms} SIGTERM, ${freezes} freezes`,
    `${acknowledged} commands acknowledged (${Math.round(acknowledged / seconds)}/s), ${refused} refused`,
    `${checked.events} events, ${checked.duplicates} duplicates seen, ${checked.merges} merges simulated`,
    `${checked.lost.length} lost`,
    `${checked.doubled.length} double effects`,
    `${checked.wrong.length} broken rules`,
    `${replay.unequal.length} of ${replay.views} views unequal to their replay`,
    `${load.landmarks.staleReads.length} stale reads, ${odd} odd answers`,
    `${supervisor.unexpected.length} died by themselves, ${stuck.length} stuck`,
    `recovery p50/p95/p99 ${p50}/${p95}/${p99} s`,
    `seed ${seed}`,
  ].join('; ');
};

/**
 * From a kill until that process was ready and something that was begun after it was carried through by a worker;
 * until it was ready where another kill came in between.
 */
const recovered = ({ recoveries }: Supervisor, { landmarks }: Load): number[] =>
  recoveries.map(({ at, milliseconds }) => {
    const worked = landmarks.firstAfter(at);
    const isDisturbed = recoveries.some((other) => other.at > at && other.at < (worked ?? Infinity));
    return worked === undefined || isDisturbed ? milliseconds : Math.max(milliseconds, worked - at);
  });

const quantile = (values: number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
