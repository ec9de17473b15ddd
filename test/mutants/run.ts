import { availableServers } from './servers.ts';
import { mutants, type Mutant } from './mutants.ts';
import { createGreenhouse, type Verdict } from './greenhouse.ts';

/**
 * `npm run test:mutants [-- NAME…]`: plants known bugs one by one in a copy of the tree, runs the tests that
 * should notice, and prints how many were caught. Exit code 1 when one survives, or no longer applies.
 */
const wanted = process.argv.slice(2);
const chosen = mutants.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
if (chosen.length === 0) {
  console.error(`Expected parts of ${mutants.map(({ name }) => name).join(', ')}, got ${wanted.join(' ')}.`);
  process.exit(1);
}

const servers = availableServers(process.env);
const isPossible = ({ needs }: Mutant) => needs === undefined || servers.includes(needs);
const left = chosen.filter((mutant) => !isPossible(mutant));

const greenhouse = await createGreenhouse();
const verdicts: Verdict[] = [];
try {
  for (const mutant of chosen.filter(isPossible)) {
    const verdict = await greenhouse.grow(mutant);
    verdicts.push(verdict);
    console.log(
      `${verdict.outcome.padEnd(9)} ${mutant.name} (${verdict.seconds.toFixed(0)} s) ${verdict.by}`,
    );
  }
} finally {
  await greenhouse.remove();
}
for (const { name, needs } of left) console.log(`left out  ${name}: ${needs} is not there`);

const caught = verdicts.filter(({ outcome }) => outcome === 'caught').length;
console.log(`mutants: ${caught}/${verdicts.length} caught${left.length ? `, ${left.length} left out` : ''}`);
process.exit(caught === verdicts.length ? 0 : 1);
