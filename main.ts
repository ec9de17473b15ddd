import { enableCompileCache } from 'node:module';
import type { Config } from './roles/config.ts';
import type { Logger } from './kernel/logger.ts';

process.umask(0o077); // the stores hold keys, password hashes and private texts: their owner's alone
enableCompileCache(); // before the imports below: the second start is twice as fast

const { readConfig, ConfigError } = await import('./roles/config.ts');
const { createLogger } = await import('./roles/log.ts');

const startRole = async (config: Config, log: Logger) => {
  const { role } = config;
  switch (role.kind) {
    case 'all':
      return (await import('./roles/start.ts')).start(config, log);
    case 'gateway':
      return (await import('./roles/gateway.ts')).gateway(config, log);
    case 'service':
      return (await import('./roles/service.ts')).service(config, log, role.service);
    case 'worker':
      return (await import('./roles/worker.ts')).worker(config, log, role.service);
  }
};

/** `node main.ts`: everything in one process; `node main.ts ROLE`: one part; `… OPERATION`: work on the stores. */
const main = async () => {
  const config = readConfig(process.env, process.argv.slice(2));
  const log = createLogger(config);
  switch (config.command) {
    case 'start':
      return startRole(config, log);
    case 'seed':
      process.exit(await (await import('./roles/seed.ts')).seed(config, log));
    case 'replay':
      process.exit(await (await import('./roles/replay.ts')).replay(config, log));
    case 'parked':
      process.exit(await (await import('./roles/parked.ts')).parked(config, log));
    case 'staff':
      process.exit(await (await import('./roles/staff.ts')).staff(config, log));
  }
};

try {
  await main();
} catch (error) {
  // What somebody set wrong is one line; anything else is ours, with its stack.
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
