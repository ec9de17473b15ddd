import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultsOf } from './chaos/faults.ts';
import { runCampaign } from './harness/campaign.ts';
import { complaints, reportLine } from './harness/report.ts';
import { openProductionSite } from './harness/production-site.ts';
import { openSqliteSite } from './harness/sqlite-site.ts';

/**
 * `npm run test:faults -- --minutes N --seed S --on sqlite|production [--rate R] [--only PATTERN]`: breaks an
 * installation under load, and says in one line what came of it; KAFKA_NODES=3 gives it three brokers. Exit code 1
 * unless everything is as promised.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    on: { type: 'string', default: 'sqlite' },
    rate: { type: 'string', default: '250' },
    replicas: { type: 'string', default: '1' },
    merges: { type: 'string', default: '10000' },
    only: { type: 'string', default: '' },
  },
});
const refuse = (expected: string, got: string): never => {
  console.error(`Expected ${expected}, got ${got}.`);
  process.exit(1);
};
if (values.on !== 'sqlite' && values.on !== 'production') refuse('--on sqlite or production', values.on);
if (!['1', '2'].includes(values.replicas)) refuse('--replicas 1 or 2', values.replicas);
for (const name of ['minutes', 'seed', 'rate', 'merges'] as const)
  if (!(Number(values[name]) >= 0)) refuse(`a number for --${name}`, values[name]);

const folder = await mkdtemp(join(tmpdir(), 'chimera-faults-'));
const site =
  values.on === 'sqlite'
    ? await openSqliteSite(join(folder, 'data'))
    : await openProductionSite(process.env, values.replicas === '2' ? 2 : 1);
const faults = faultsOf(site).filter(({ name }) => new RegExp(values.only).test(name));
if (faults.length === 0) throw new RangeError(`No fault is called ${values.only}.`);
const began = performance.now();
const say = (line: string) => console.log(`[${((performance.now() - began) / 1_000).toFixed(0)} s] ${line}`);
say(`seed ${values.seed}, logs and journal in ${folder}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
const seconds = Number(values.minutes) * 60;
const [seed, rate, merges] = [Number(values.seed), Number(values.rate), Number(values.merges)];
const campaign = { site, seed, seconds, rate, merges, faults, folder, say };
const outcome = await runCampaign(campaign).finally(site.close);
const found = complaints(outcome);
for (const what of found.slice(0, 50)) console.log(what);
console.log(JSON.stringify(outcome.faults), JSON.stringify(outcome.supervisor.died));
console.log(reportLine(outcome));
// What went wrong is looked for in the logs.
if (found.length === 0) await rm(folder, { recursive: true, force: true });
process.exit(found.length === 0 ? 0 : 1);
