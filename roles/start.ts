import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createGateway } from '../gateway/gateway.ts';
import { createIdentity, localKeys } from '../gateway/identity.ts';
import { runAll } from '../kernel/run-all.ts';
import type { Logger } from '../kernel/logger.ts';
import { lockFolder } from '../kernel/sqlite-lock.ts';
import { seedWhenEmpty } from '../seeds/seed.ts';
import type { UsersTools } from '../subgraphs/users/service.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { ConfigError, storesFolder, type Config } from './config.ts';
import { openGround } from './ground.ts';

const CLOSE_WITHIN = 4_500;

/** Everything in one process: stores under DATA_DIR, four services with both heads, and the gateway. */
export const start = async (config: Config, log: Logger): Promise<void> => {
  const lock = lockOrExplain(config.dataDir);
  if (config.seeds) await seedWhenEmpty(storesFolder(config), log);
  const ground = await openGround(config, log);
  const gatewayKey = randomBytes(32);
  const running = await runAll(ground, subgraphs, [gatewayKey]);
  let missing: string[] = ['views'];

  const gateway = await createGateway({
    supergraph: readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'),
    calls: running.calls,
    gatewayKey,
    identity: createIdentity({
      keys: localKeys(() => (running.hosted['users']!.tools as UsersTools).jwks()),
    }),
    production: config.isProduction,
    corsOrigins: config.corsOrigins,
    missing: () => missing,
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
  await running.settled(); // views that a new build declares are filled before anybody is told to come
  missing = [];
  console.log(`ready http://localhost:${port}`);
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
