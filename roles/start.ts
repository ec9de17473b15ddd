import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Histogram, type Registry } from 'prom-client';
import { explorerRoutes } from '../gateway/explorer/explorer.ts';
import { createGateway } from '../gateway/gateway.ts';
import { createIdentity, localKeys } from '../gateway/identity.ts';
import { runAll } from './run-all.ts';
import type { Logger } from '../kernel/logger.ts';
import { lockFolder } from '../kernel/sqlite-lock.ts';
import type { UsersTools } from '../subgraphs/users/service.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { ConfigError, storesFolder, type Config } from './config.ts';
import { openGround } from './ground.ts';

const CLOSE_WITHIN = 4_500;

/** Everything in one process: stores under DATA_DIR, four services with both heads, and the gateway. */
export const start = async (config: Config, log: Logger): Promise<void> => {
  const lock = lockOrExplain(config.dataDir);
  await expectFreePort(config.port); // before the seeds take their time
  if (config.seeds && !existsSync(storesFolder(config))) await seedInItsOwnProcess();
  const ground = await openGround(config, log);
  const gatewayKey = randomBytes(32);
  const running = await runAll(ground, subgraphs, [gatewayKey]);

  const gateway = await createGateway({
    supergraph: readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'),
    calls: running.calls,
    gatewayKey,
    identity: createIdentity({
      keys: localKeys(() => (running.hosted['users']!.tools as UsersTools).jwks()),
    }),
    production: config.isProduction,
    corsOrigins: config.corsOrigins,
    missing: running.missing,
    observe: observeHttp(ground.registry),
    routes: await explorerRoutes({ production: config.isProduction }),
    metrics: async () => {
      await running.lag();
      return ground.registry.metrics();
    },
    log,
  });
  const port = await gateway.listen(config.port);
  closeOnSignal(async () => {
    await gateway.close();
    await running.close();
    lock.release();
  }, log);
  // Views that a new build declares are filled before anybody is told to come.
  while ((await running.missing()).length > 0) await sleep(20);
  console.log(`ready http://localhost:${port}`);
};

/**
 * The months of the seeds leave much behind in memory; their process takes it along when it ends. It is
 * tied to this one by a channel, so that it ends with it, however that ends.
 */
const seedInItsOwnProcess = async () => {
  const main = new URL('../main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, 'seed'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const stop = () => process.exit(child.kill() ? 0 : 1);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  const [code] = await once(child, 'exit');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, stop);
  if (code !== 0)
    throw new ConfigError('The demo could not be filled in: see above, or set SEED=none to start empty.');
};

const expectFreePort = async (port: number) => {
  const probe = createServer();
  try {
    await once(probe.listen(port), 'listening');
  } catch (error) {
    throw new ConfigError(`PORT ${port} cannot be used (${(error as Error).message}): set another.`);
  }
  probe.close();
  await once(probe, 'close');
};

/** Seconds by route and status. */
const observeHttp = (registry: Registry) => {
  const seconds = new Histogram({
    name: 'chimera_http_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['path', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  return (path: string, status: number, taken: number) => seconds.observe({ path, status }, taken);
};

const lockOrExplain = (folder: string) => {
  try {
    return lockFolder(folder);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
};

/** Finishes what is in flight, closes the stores, exits 0; what hangs is left after 4.5 s. */
const closeOnSignal = (close: () => Promise<void>, log: Logger) => {
  let isClosing = false;
  const onSignal = (signal: string) => {
    if (isClosing) return;
    isClosing = true;
    log.info({ signal }, 'Closing.');
    setTimeout(() => process.exit(0), CLOSE_WITHIN).unref();
    close().then(
      () => process.exit(0),
      (error) => {
        log.error({ error }, 'Closing failed.');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
};
