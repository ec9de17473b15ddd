import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createGateway } from '../gateway/gateway.ts';
import { createHttpCall } from '../gateway/http-call.ts';
import { createIdentity, remoteKeys } from '../gateway/identity.ts';
import { explorerRoutes } from '../gateway/explorer/explorer.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Config } from './config.ts';
import { closeOnSignal, expectFreePort, observeHttp } from './lifecycle.ts';
import { gatewayKeysOf, urlsOf } from './settings.ts';

const PORTS = { users: 4001, gigs: 4002, orders: 4003, ratings: 4004 };
const AGAIN = 200;

/**
 * `node main.ts gateway`: the only door. It is ready once each subgraph has been; from then on one that is
 * down leaves its fields empty, and the gateway goes on.
 */
export const gateway = async (config: Config, log: Logger) => {
  const [gatewayKey] = gatewayKeysOf(process.env);
  await expectFreePort(config.port);
  const urls = Object.entries(PORTS).map(([name, port]) => [name, urlsOf(process.env, name, port)] as const);
  const calls = urls.map(
    ([name, all]) =>
      [name, createHttpCall({ subgraph: name, urls: all.map((url) => `${url}/graphql`) })] as const,
  );
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'chimera_' });
  const missing = createRollCall(urls);
  const [usersUrl] = urls.find(([name]) => name === 'users')![1];

  const server = await createGateway({
    supergraph: readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'),
    calls: Object.fromEntries(calls.map(([name, { call }]) => [name, call])),
    gatewayKey: gatewayKey!,
    identity: createIdentity({ keys: remoteKeys(`${usersUrl}/.well-known/jwks.json`) }),
    production: config.isProduction,
    corsOrigins: config.corsOrigins,
    missing,
    observe: observeHttp(registry),
    routes: await explorerRoutes({ production: config.isProduction }),
    metrics: () => registry.metrics(),
    log,
  });
  const port = await server.listen(config.port);
  closeOnSignal(async () => {
    await server.close();
    await Promise.all(calls.map(([, { close }]) => close()));
  }, log);
  while ((await missing()).length > 0) await sleep(AGAIN);
  console.log(`ready http://localhost:${port}`);
};

/** Subgraphs of which no address has ever been ready; who has been is not asked again. */
const createRollCall = (urls: (readonly [string, string[]])[]) => {
  const seen = new Set<string>();
  return async (): Promise<string[]> => {
    const waiting = urls.filter(([name]) => !seen.has(name));
    const ready = await Promise.all(
      waiting.map(async ([, all]) => (await Promise.all(all.map(isReady))).some(Boolean)),
    );
    waiting.forEach(([name], i) => ready[i] && seen.add(name));
    return waiting.filter(([name]) => !seen.has(name)).map(([name]) => name);
  };
};

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
};
