import { describe, expect, it } from '@jest/globals';
import { compared, type Comparison, type Verdict } from './differential.ts';
import { chimera } from './supergraphs/chimera.ts';
import { cinema } from './supergraphs/cinema.ts';
import { depot } from './supergraphs/depot.ts';

// DIFFERENTIAL=20000 compares so many operations in all, each in three kinds of weather; SEED=… repeats a run.
const OPERATIONS = Number(process.env['DIFFERENTIAL'] ?? 450);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/**
 * Of all answers in plain weather. `cinema` has types and values that a client may not see, and subgraphs that name an
 * interface's fields otherwise.
 */
const HANDED_OVER = { chimera: 0.01, cinema: 0.14, depot: 0.06 };
/** Apollo's own mistakes stay the few that they are: more of them would be ours. */
const APOLLOS = 0.04;

const timesOf = ({ table: { plain } }: Comparison, is: (verdict: Verdict) => boolean) =>
  (Object.entries(plain) as [Verdict, number][])
    .filter(([verdict]) => is(verdict))
    .reduce((sum, [, times]) => sum + times, 0);

/** As many as may come by chance where this share is to be expected. */
const atMost = (share: number, of: number) => share * of + 4 * Math.sqrt(share * of);

const report = ({ operations, table }: Comparison, name: string) => {
  const lines = Object.entries(table).map(
    ([weather, verdicts]) =>
      `  ${weather}: ${Object.entries(verdicts)
        .sort(([, a], [, b]) => b - a)
        .map(([verdict, times]) => `${times} ${verdict}`)
        .join(', ')}`,
  );
  process.stdout.write(`${name}, ${operations} operations, SEED=${SEED}:\n${lines.join('\n')}\n`);
};

describe.each([chimera, cinema, depot])('%p answers as Apollo’s executor does', (federationOf) => {
  it(
    'the same data and errors, or hands over',
    async () => {
      const federation = federationOf();
      const comparison = await compared(federation, SEED, Math.ceil(OPERATIONS / 3));
      report(comparison, federation.name);
      expect(comparison.differences).toEqual([]);
      const [, share] = Object.entries(HANDED_OVER).find(([name]) => name === federation.name)!;
      const handedOver = timesOf(comparison, (verdict) => verdict.startsWith('handed over'));
      expect(handedOver).toBeLessThanOrEqual(atMost(share, comparison.operations));
      const apollos = timesOf(comparison, (verdict) => /lost|misplaced|reordered/.test(verdict));
      expect(apollos).toBeLessThanOrEqual(atMost(APOLLOS, comparison.operations));
    },
    OPERATIONS * 1_000,
  );
});
