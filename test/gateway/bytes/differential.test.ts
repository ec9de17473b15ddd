import { describe, expect, it } from '@jest/globals';
import { compared, type Comparison, type Verdict } from './differential.ts';
import { chimera } from './supergraphs/chimera.ts';
import { cinema } from './supergraphs/cinema.ts';
import { depot } from './supergraphs/depot.ts';

// DIFFERENTIAL=20000 compares so many operations in all; SEED=… repeats a run.
const OPERATIONS = Number(process.env['DIFFERENTIAL'] ?? 900);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** Of all answers in plain weather. `cinema` has types and enum values that a client may not see. */
const MOST_HANDED_OVER = { chimera: 0.06, cinema: 0.2, depot: 0.12 };

const shareOf = ({ table: { plain } }: Comparison, is: (verdict: Verdict) => boolean) => {
  const all = Object.entries(plain) as [Verdict, number][];
  const sum = (of: typeof all) => of.reduce((total, [, times]) => total + times, 0);
  return sum(all.filter(([verdict]) => is(verdict))) / sum(all);
};

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
      const most = MOST_HANDED_OVER[federation.name as keyof typeof MOST_HANDED_OVER];
      expect(shareOf(comparison, (verdict) => verdict.startsWith('handed over'))).toBeLessThan(most);
      // Apollo's own mistakes stay the few that they are: more of them would be ours.
      expect(shareOf(comparison, (verdict) => /lost|misplaced|reordered/.test(verdict))).toBeLessThan(0.07);
    },
    OPERATIONS * 1_000,
  );
});
