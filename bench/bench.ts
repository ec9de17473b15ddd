import { availableParallelism } from 'node:os';
import { benchCluster } from './cluster.ts';
import { benchCommands } from './commands.ts';
import { say, sayAll } from './figures.ts';
import { chooseInfrastructure, enterNamespace, leaveInfrastructure, onProduction } from './infrastructure.ts';
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
  newcomer: benchNewcomer,
  stopped: benchStopped,
};

const onlyByName = ['newcomer', 'stopped'];
/** The demo marketplace is in SQLite; apart from each other roles are only on servers. */
const onlyOn = { sqlite: ['search'], production: ['cluster', 'newcomer', 'stopped'] };

/**
 * `npm run bench`, or `npm run bench -- PART`, on SQLite or `--on production`: how fast this build is on this
 * machine. Production is that of MONGODB_URL and KAFKA_BROKERS, or servers of the run's own where such can be started.
 * `newcomer` and `stopped` take minutes, and run only when they are asked for. A missed goal is said, and the exit
 * code is 0 all the same; 1 when reads grow with a page's items, or a command fails, which are no matter of time.
 */
const bench = async (given: string[]) => {
  const at = given.indexOf('--on');
  const [, on = 'sqlite'] = at < 0 ? [] : given.splice(at, 2);
  await chooseInfrastructure(on);
  const [wanted] = given;
  const others = onlyOn[onProduction() ? 'sqlite' : 'production'];
  const names = Object.keys(parts).filter((name) => !others.includes(name));
  if (wanted !== undefined && !names.includes(wanted))
    throw new RangeError(`Expected one of ${names.join(', ')}, got ${wanted}.`);
  const started = performance.now();
  console.log(
    `Chimera on Node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString()}`,
  );
  for (const name of wanted ? [wanted] : names.filter((one) => !onlyByName.includes(one))) {
    enterNamespace();
    await parts[name]!();
  }
  const seconds = (performance.now() - started) / 1_000;
  await leaveInfrastructure();
  say('whole run', `${Math.round(seconds)} s`, { run_seconds: seconds });
  sayAll();
};

// Leaving by exit() lets the folders be removed and the servers be stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
await bench(process.argv.slice(2));
