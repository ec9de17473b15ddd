import { availableParallelism } from 'node:os';
import { benchCluster } from './cluster.ts';
import { benchCommands } from './commands.ts';
import { say, sayAll } from './figures.ts';
import { chooseInfrastructure, enterNamespace, onProduction } from './infrastructure.ts';
import { benchReads } from './reads.ts';
import { benchReplay } from './replay.ts';
import { benchSearch } from './search.ts';
import { benchVisible } from './visible.ts';

const parts: Record<string, () => Promise<void>> = {
  commands: benchCommands,
  visible: benchVisible,
  replay: benchReplay,
  search: benchSearch,
  reads: benchReads,
  cluster: benchCluster,
};

/** Parts that stand on the demo marketplace, which is in SQLite. */
const ofTheDemo = ['search'];

/**
 * `npm run bench`, or `npm run bench -- PART`, on SQLite or `--on production`: how fast this build is on this
 * machine. A missed goal is said, and the exit code is 0 all the same; 1 when reads grow with a page's items,
 * which is no matter of time.
 */
const bench = async (given: string[]) => {
  const at = given.indexOf('--on');
  const [, on = 'sqlite'] = at < 0 ? [] : given.splice(at, 2);
  chooseInfrastructure(on);
  const [wanted] = given;
  const names = Object.keys(parts).filter((name) => !onProduction() || !ofTheDemo.includes(name));
  if (wanted !== undefined && !names.includes(wanted))
    throw new RangeError(`Expected one of ${names.join(', ')}, got ${wanted}.`);
  const started = performance.now();
  console.log(
    `Chimera on Node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString()}`,
  );
  for (const name of wanted === undefined ? names : [wanted]) {
    enterNamespace();
    await parts[name]!();
  }
  const seconds = (performance.now() - started) / 1_000;
  say('whole run', `${Math.round(seconds)} s`, { run_seconds: seconds });
  sayAll();
};

// Leaving by exit() lets the folders be removed and the servers be stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
await bench(process.argv.slice(2));
