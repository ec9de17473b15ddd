import { enableCompileCache, flushCompileCache } from 'node:module';
import type { Config } from './roles/config.ts';
import type { Logger } from './kernel/logger.ts';

process.umask(0o077); // the stores hold keys, password hashes and private texts: their owner's alone
const { keepHeapSmall, letHeapGrow, collectStart } = await import('./roles/heap.ts');
const isOneOfNine = /^(gateway|\w+\.(service|worker))$/.test(process.argv[2] ?? '');
if (isOneOfNine) keepHeapSmall();
enableCompileCache(); // before the imports below: the second start is twice as fast

const { readConfig, ConfigError } = await import('./roles/config.ts');
const { createLogger } = await import('./roles/log.ts');

const startRole = async (config: Config, log: Logger) => {
  const { role } = config;
  switch (role.kind) {
    case 'all':
      return (await import('./roles/start.ts')).start(config, log);
    case 'gateway':
      if (config.supergraph.foreign)
        return (await import('./roles/foreign-gateway.ts')).foreignGateway(config, log);
      return (await import('./roles/gateway.ts')).gateway(config, log);
    case 'service':
      return (await import('./roles/service.ts')).service(config, log, role.service);
    case 'worker':
      return (await import('./roles/worker.ts')).worker(config, log, role.service);
  }
};

/** Answers the exit code. */
const operate = async (
  operation: Exclude<Config['command'], 'start'>,
  config: Config,
  log: Logger,
): Promise<number> => {
  switch (operation) {
    case 'seed':
      return (await import('./roles/seed.ts')).seed(config, log);
    case 'replay':
      return (await import('./roles/replay.ts')).replay(config, log);
    case 'parked':
      return (await import('./roles/parked.ts')).parked(config, log);
    case 'staff':
      return (await import('./roles/staff.ts')).staff(config, log);
    case 'views:drop':
      return (await import('./roles/views-drop.ts')).viewsDrop(config, log);
    case 'recover':
      return (await import('./roles/recover.ts')).recover(config, log);
    case 'republish':
      return (await import('./roles/republish.ts')).republish(config, log);
  }
};

/** `node main.ts`: everything in one process; `node main.ts ROLE`: one part; `… OPERATION`: work on the stores. */
const main = async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return console.log((await import('./roles/config/operations.ts')).USAGE);
  const config = readConfig(process.env, args);
  const log = await createLogger(config);
  const { command } = config;
  if (command !== 'start') process.exit(await operate(command, config, log));
  if (config.tracesTo) {
    const { startTelemetry } = await import('./roles/telemetry.ts');
    const { closeLast } = await import('./roles/lifecycle.ts');
    closeLast(startTelemetry(config.role).end);
  }
  await startRole(config, log);
  flushCompileCache(); // now, because a process that is killed never comes to its end
  if (isOneOfNine) collectStart();
  if (config.role.kind === 'gateway') letHeapGrow();
};

try {
  await main();
} catch (error) {
  // What somebody set wrong is one line; anything else is ours, with its stack.
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
