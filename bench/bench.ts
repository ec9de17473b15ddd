import { availableParallelism } from 'node:os';
import { benchCommands } from './commands.ts';
import { say, sayAll } from './figures.ts';
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
};

/**
 * `npm run bench`, or `npm run bench -- PART`: how fast this build is on this machine. A missed goal is said,
 * and the exit code is 0 all the same; 1 when reads grow with a page's items, which is no matter of time.
 */
const bench = async ([wanted]: string[]) => {
  const names = Object.keys(parts);
  if (wanted !== undefined && !names.includes(wanted))
    throw new RangeError(`Expected one of ${names.join(', ')}, got ${wanted}.`);
  const started = performance.now();
  console.log(
    `Chimera on Node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString()}`,
  );
  for (const name of wanted === undefined ? names : [wanted]) await parts[name]!();
  const seconds = (performance.now() - started) / 1_000;
  say('whole run', `${Math.round(seconds)} s`, { run_seconds: seconds });
  sayAll();
};

// Leaving by exit() lets the folders be removed and the servers be stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
await bench(process.argv.slice(2));
