import { setTimeout as sleep } from 'node:timers/promises';
import { explorerRoutes } from '../gateway/explorer/explorer.ts';
import { createGateway } from '../gateway/gateway.ts';
import { createReplicas } from '../gateway/wires/replicas.ts';
import { createRemoteKeys } from '../gateway/door/remote-keys.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Config } from './config.ts';
import { gatewayClosing } from './gateway-closing.ts';
import { awaitKeys, identityOf } from './identity.ts';
import { expectFreePort } from './lifecycle.ts';
import { createRegistry } from './metrics.ts';
import { observeGateway } from './observing.ts';
import { openRateLimits } from './rate-limits.ts';
import { supergraphOf, toldOfSupergraph } from './supergraph.ts';
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
  const ofUsers = createRemoteKeys(config.urls['users']!.map((url) => `${url}/.well-known/jwks.json`));
  const { identity, keys } = identityOf(config, ofUsers);
  const limits = await openRateLimits(config, registry, log);
  const awaitedKeys = awaitKeys(keys);
  const closing = gatewayClosing(config, log);
  const missing = () => [...closing.missing(), ...awaitedKeys.missing(), ...watch.awaited()];

  const server = await createGateway({
    supergraph: supergraphOf(config, log),
    wireOf: (name) => replicasOf(config.urls[name]!, watch.isReady),
    gatewayKey: config.gatewayKeys[0]!,
    identity,
    rateLimits: limits.rateLimits,
    trustedProxies: config.door.trustedProxies,
    production: config.isProduction,
    corsOrigins: config.corsOrigins,
    documents: config.documents,
    missing,
    details: () => ({ subgraphs: watch.ready() }),
    ...observeGateway(config, registry, log),
    routes: await explorerRoutes({ production: config.isProduction }),
    metrics: () => registry.metrics(),
    log,
  }).catch(toldOfSupergraph(config));
  const port = await server.listen(config.port);
  closing.onSignal(server, watch, limits);

  const tell = setInterval(() => {
    const at = watch.awaited().map((name) => `${name.toUpperCase()}_URL=${config.urls[name]!.join(',')}`);
    log.warn({ missing: missing(), at, keys: awaitedKeys.reason() }, 'Not ready yet.');
  }, TELLS_EVERY);
  while (missing().length > 0) {
    await awaitedKeys.read();
    await sleep(AGAIN);
  }
  clearInterval(tell);
  console.log(`ready http://localhost:${port}`);
};

const replicasOf = (addresses: string[], isReady: (url: string) => boolean) => {
  const ready = (endpoint: string) => addresses.some((url) => `${url}/graphql` === endpoint && isReady(url));
  const urls = addresses.map((url) => `${url}/graphql`);
  return createReplicas({ urls, isReady: ready, refusesFirst: true });
};
