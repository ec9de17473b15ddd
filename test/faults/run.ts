import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Misused, numberOf, oneOf, orSayHow, parsedArgs } from '../servers/options.ts';
import { faultsOf } from './chaos/faults.ts';
import { runCampaign } from './harness/campaign.ts';
import { complaints, reportLine } from './harness/report.ts';
import { openProductionSite } from './harness/production-site.ts';
import type { Site } from './harness/site.ts';
import { openSqliteSite } from './harness/sqlite-site.ts';

const OPTIONS = {
  minutes: { type: 'string', default: '1' },
  seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  on: { type: 'string', default: 'sqlite' },
  rate: { type: 'string', default: '250' },
  replicas: { type: 'string', default: '1' },
  merges: { type: 'string', default: '10000' },
  only: { type: 'string', default: '' },
} as const;

const USAGE = [
  'npm run test:faults -- [--minutes 1] [--seed N] [--on sqlite|production] [--rate 250] [--replicas 1|2]',
  '                       [--merges 10000] [--only PATTERN]',
  '--only: the faults whose names it matches, like "F1 |F19". production: MONGODB_URL and KAFKA_BROKERS.',
  'See test/faults/README.md.',
].join('\n');

const read = () => {
  const { values } = parsedArgs({ options: OPTIONS });
  return {
    on: oneOf('--on', ['sqlite', 'production'], values.on),
    replicas: oneOf('--replicas', ['1', '2'], values.replicas) === '2' ? (2 as const) : (1 as const),
    seconds: numberOf('--minutes', values.minutes) * 60,
    seed: numberOf('--seed', values.seed),
    rate: numberOf('--rate', values.rate, { least: 1 }),
    merges: numberOf('--merges', values.merges),
    only: patternOf(values.only),
  };
};

const patternOf = (given: string) => {
  try {
    return new RegExp(given);
  } catch (error) {
    throw new Misused(`Expected a regular expression for --only, got ${given}: ${(error as Error).message}.`);
  }
};

const chosen = (site: Site, only: RegExp) => {
  const all = faultsOf(site);
  const faults = all.filter(({ name }) => only.test(name));
  if (faults.length > 0) return faults;
  throw new Misused(
    `Expected --only to match one of ${all.map(({ name }) => name).join(', ')}, got ${only}.`,
  );
};

/**
 * `npm run test:faults -- --minutes N --seed S --on sqlite|production [--rate R] [--only PATTERN]`: breaks an
 * installation under load, and says in one line what came of it; KAFKA_NODES=3 gives it three brokers. Exit code 1
 * unless everything is as promised.
 */
const testFaults = async () => {
  const { on, replicas, only, ...given } = read();
  const folder = await mkdtemp(join(tmpdir(), 'chimera-faults-'));
  const site =
    on === 'sqlite'
      ? await openSqliteSite(join(folder, 'data'))
      : await openProductionSite(process.env, replicas);
  const began = performance.now();
  const say = (line: string) =>
    console.log(`[${((performance.now() - began) / 1_000).toFixed(0)} s] ${line}`);
  say(`seed ${given.seed}, logs and journal in ${folder}`);

  const run = async () => runCampaign({ ...given, site, folder, say, faults: chosen(site, only) });
  const outcome = await run().finally(site.close);
  const found = complaints(outcome);
  for (const what of found.slice(0, 50)) console.log(what);
  console.log(JSON.stringify(outcome.faults), JSON.stringify(outcome.supervisor.died));
  console.log(reportLine(outcome));
  // What went wrong is looked for in the logs.
  if (found.length === 0) await rm(folder, { recursive: true, force: true });
  process.exit(found.length === 0 ? 0 : 1);
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
await orSayHow(USAGE, testFaults);
