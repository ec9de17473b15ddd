import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { explorerRoutes } from '../gateway/explorer/explorer.ts';
import { createGateway } from '../gateway/gateway.ts';
import { createHttpCall, type HttpCall } from '../gateway/http-call.ts';
import { createIdentity } from '../gateway/identity.ts';
import { createRemoteKeys } from '../gateway/remote-keys.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Config } from './config.ts';
import { closeOnSignal, expectFreePort } from './lifecycle.ts';
import { createRegistry, observeHttp } from './metrics.ts';
import { watchSubgraphs } from './subgraph-watch.ts';

const AGAIN = 200;
const TELLS_EVERY = 5_000;

/**
 * `node main.ts gateway`: the only door. It is ready once it has read the keys that tokens are verified by and each
 * subgraph has been ready; from then on one that is down leaves its fields empty, and the gateway goes on.
 */
export const gateway = async (config: Config, log: Logger) => {
  await expectFreePort(config.port);
  const registry = createRegistry();
  const watch = watchSubgraphs(config.urls, registry);
  const calls = callsOf(config, watch.isReady);
  const { keys, read } = createRemoteKeys(config.urls['users']!.map((url) => `${url}/.well-known/jwks.json`));
  let [hasKeys, isDraining] = [false, false];
  const missing = () => [
    ...(isDraining ? ['it is closing'] : []),
    ...(hasKeys ? [] : ['keys of users']),
    ...watch.awaited(),
  ];

  const server = await createGateway({
    supergraph: readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'),
    calls: Object.fromEntries(Object.entries(calls).map(([name, { call }]) => [name, call])),
    gatewayKey: config.gatewayKeys[0]!,
    identity: createIdentity({ keys }),
    production: config.isProduction,
    corsOrigins: config.corsOrigins,
    missing,
    details: () => ({ subgraphs: watch.ready() }),
    observe: observeHttp(registry),
    routes: await explorerRoutes({ production: config.isProduction }),
    metrics: () => registry.metrics(),
    log,
  });
  const port = await server.listen(config.port);
  closeOnSignal(
    async () => {
      isDraining = true;
      server.drain();
      await sleep(config.drainSeconds * 1_000);
      await server.close({ waitsForIdle: true });
      await watch.close();
      await Promise.all(Object.values(calls).map(({ close }) => close()));
    },
    log,
    config.drainSeconds,
  );

  const tell = setInterval(() => log.warn({ missing: missing() }, 'Not ready yet.'), TELLS_EVERY);
  while (missing().length > 0) {
    hasKeys ||= await read().then(() => true, () => false); // prettier-ignore
    await sleep(AGAIN);
  }
  clearInterval(tell);
  console.log(`ready http://localhost:${port}`);
};

const callsOf = ({ urls }: Config, isReady: (url: string) => boolean): Record<string, HttpCall> => {
  const graphql = (url: string) => `${url}/graphql`;
  return Object.fromEntries(
    Object.entries(urls).map(([subgraph, all]) => {
      const ready = (endpoint: string) => all.some((url) => graphql(url) === endpoint && isReady(url));
      return [subgraph, createHttpCall({ subgraph, urls: all.map(graphql), isReady: ready })];
    }),
  );
};
