import { availableParallelism } from 'node:os';
import { Misused, numberOf, oneOf, orSayHow, parsedArgs } from '../test/servers/options.ts';
import { benchCluster } from './cluster.ts';
import { benchCommands } from './commands.ts';
import { say, sayAll } from './figures.ts';
import { benchConnections } from './gateway/connections.ts';
import { benchGateway } from './gateway/gateway.ts';
import { benchMemory } from './gateway/memory.ts';
import { benchOutage } from './gateway/outage.ts';
import { chooseInfrastructure, enterNamespace, leaveInfrastructure } from './infrastructure.ts';
import { benchNewcomer } from './newcomer.ts';
import { benchReads } from './reads.ts';
import { benchReplay } from './replay.ts';
import { benchSearch } from './search.ts';
import { benchStopped } from './stopped.ts';
import { benchVisible } from './visible.ts';

const parts: Record<string, () => Promise<void>> = {
  commands: benchCommands,
  visible: benchVisible,
  replay: benchReplay,
  search: benchSearch,
  reads: benchReads,
  cluster: benchCluster,
};

type Options = { rounds: number; seconds: number };

/** Parts that run only when they are named: they take minutes each. What one answers is its last line. */
const byNameOnly: Record<string, (options: Options) => Promise<object | void>> = {
  gateway: benchGateway,
  'gateway-connections': benchConnections,
  'gateway-memory': benchMemory,
  'gateway-outage': benchOutage,
  newcomer: benchNewcomer,
  stopped: benchStopped,
};

/** The demo marketplace is in SQLite; apart from each other roles are only on servers. */
const onlyOn = { sqlite: ['search'], production: ['cluster', 'newcomer', 'stopped'] };

const PLACES = ['sqlite', 'production'] as const;
type Place = (typeof PLACES)[number];

const partsOn = (place: Place, among: object) =>
  Object.keys(among).filter((name) => !onlyOn[place === 'sqlite' ? 'production' : 'sqlite'].includes(name));
const namesOn = (place: Place) => [...partsOn(place, parts), ...partsOn(place, byNameOnly)];
const listOn = (place: Place) =>
  `On ${place}: ${partsOn(place, parts).join(', ')}; by name alone: ${partsOn(place, byNameOnly).join(', ')}.`;

const OPTIONS = {
  on: { type: 'string', default: 'sqlite' },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '4' },
} as const;

const USAGE = [
  'npm run bench -- [PART] [--on sqlite|production] [--rounds N] [--seconds S]',
  ...PLACES.map(listOn),
  '--rounds and --seconds are of the gateway’s parts. production: MONGODB_URL and KAFKA_BROKERS. See bench/README.md.',
].join('\n');

/**
 * `npm run bench`, or `npm run bench -- PART`, on SQLite or `--on production`: how fast this build is on this
 * machine. Production is that of MONGODB_URL and KAFKA_BROKERS, or servers of the run's own where such can be started.
 * Some parts take minutes, and run only when they are asked for. A missed goal is said, and the exit
 * code is 0 all the same; 1 when reads grow with a page's items, or a command fails, which are no matter of time.
 */
const bench = async () => {
  const { values, positionals } = parsedArgs({ options: OPTIONS, allowPositionals: true });
  const options = {
    rounds: numberOf('--rounds', values.rounds, { least: 1 }),
    seconds: numberOf('--seconds', values.seconds, { least: 1 }),
  };
  const [wanted, ...surplus] = positionals;
  if (surplus.length > 0) throw new Misused(`Expected one part or none, got ${positionals.join(' ')}.`);
  const place = oneOf('--on', PLACES, values.on);
  if (wanted !== undefined) expectPart(wanted, place);
  await chooseInfrastructure(place);
  const started = performance.now();
  console.log(
    `Chimera on Node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString()}`,
  );
  let figures: object | undefined;
  for (const name of wanted === undefined ? partsOn(place, parts) : [wanted]) {
    enterNamespace();
    figures = (await (parts[name] ?? byNameOnly[name])!(options)) ?? undefined;
  }
  const seconds = (performance.now() - started) / 1_000;
  await leaveInfrastructure();
  say('whole run', `${Math.round(seconds)} s`, { run_seconds: seconds });
  if (figures) console.log(JSON.stringify(figures));
  else sayAll();
};

const expectPart = (wanted: string, place: Place) => {
  const [other] = PLACES.filter((one) => one !== place);
  if (!namesOn(place).includes(wanted))
    throw new Misused(
      `Expected one of ${namesOn(place).join(', ')}, or with --on ${other} one of ${namesOn(other!).join(', ')}; ` +
        `got ${wanted}.`,
    );
};

// Leaving by exit() lets the folders be removed and the servers be stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
await orSayHow(USAGE, bench);
