import { localWires } from '../gateway/wires/local-wire.ts';
import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { explorerRoutes } from '../gateway/explorer/explorer.ts';
import { createGateway } from '../gateway/gateway.ts';
import { localKeys } from '../gateway/door/keys.ts';
import { runAll } from './run-all.ts';
import type { Logger } from '../kernel/logger.ts';
import { lockFolder } from '../kernel/sqlite-lock.ts';
import type { UsersTools } from '../subgraphs/users/service.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { ConfigError, storesFolder, type Config } from './config.ts';
import { openGround } from './ground.ts';
import { awaitKeys, identityOf } from './identity.ts';
import { closeOnSignal, expectFreePort } from './lifecycle.ts';
import { scrape } from './metrics.ts';
import { observeGateway } from './observing.ts';
import { toldOr } from './patience.ts';
import { openRateLimits } from './rate-limits.ts';
import { supergraphOf, toldOfSupergraph } from './supergraph.ts';

/** Milliseconds between two looks at what is missing: at views, and at keys, which others have. */
const [SOON, AGAIN] = [20, 500];
const TELLS_EVERY = 5_000;

/** Everything in one process: the stores, under DATA_DIR or on servers, both heads of all services, the gateway. */
export const start = async (config: Config, log: Logger): Promise<void> => {
  const lock = config.production ? undefined : lockOrExplain(config.dataDir);
  await expectFreePort(config.port); // before the seeds take their time
  if (config.seeds && (config.production || !existsSync(storesFolder(config)))) await seedInItsOwnProcess();
  const ground = await openGround(config, log);
  const gatewayKey = randomBytes(32);
  const running = await runAll(ground, subgraphs, [gatewayKey]).catch((error) => {
    throw toldOr(error, config);
  });

  const { jwks } = running.hosted['users']!.tools as UsersTools;
  const { identity, keys } = identityOf(config, localKeys(jwks));
  const awaitedKeys = awaitKeys(keys);
  const missing = async () => [...(await running.missing()), ...awaitedKeys.missing()];
  const limits = await openRateLimits(config, ground.registry, log);
  const gateway = await createGateway({
    supergraph: supergraphOf(config, log),
    wireOf: localWires(running.calls),
    gatewayKey,
    identity,
    rateLimits: limits.rateLimits,
    trustedProxies: config.door.trustedProxies,
    production: config.isProduction,
    corsOrigins: config.corsOrigins,
    documents: config.documents,
    missing,
    ...observeGateway(config, ground.registry, log),
    routes: await explorerRoutes({ production: config.isProduction }),
    metrics: scrape({ registry: ground.registry, measure: running.measure, log }),
    log,
  }).catch(toldOfSupergraph(config));
  const port = await gateway.listen(config.port);
  closeOnSignal(async () => {
    await gateway.close();
    await limits.close();
    await running.close();
    lock?.release();
  }, log);
  // Views that a new build declares are filled before anybody is told to come.
  const tell = setInterval(() => {
    const reason = awaitedKeys.reason();
    if (reason !== undefined) log.warn({ keys: reason }, 'Not ready yet.');
  }, TELLS_EVERY);
  for (await awaitedKeys.read(); (await missing()).length > 0; await awaitedKeys.read())
    await sleep(awaitedKeys.missing().length > 0 ? AGAIN : SOON);
  clearInterval(tell);
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

const lockOrExplain = (folder: string) => {
  try {
    return lockFolder(folder);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
};
