import type { Registry } from 'prom-client';
import { explorerRoutes } from '../gateway/explorer/explorer.ts';
import { createGateway } from '../gateway/gateway.ts';
import { createReplicas } from '../gateway/wires/replicas.ts';
import { ANONYMOUS } from '../kernel/graphql/viewer.ts';
import type { Logger } from '../kernel/logger.ts';
import { ConfigError, type Config } from './config.ts';
import { gatewayClosing } from './gateway-closing.ts';
import { expectFreePort } from './lifecycle.ts';
import { createRegistry } from './metrics.ts';
import { observeGateway } from './observing.ts';
import { openRateLimits, type OpenRateLimits } from './rate-limits.ts';
import { supergraphAt, toldOfSupergraph } from './supergraph.ts';

/**
 * `node main.ts gateway --supergraph FILE`: any supergraph, without a store or a key. Everybody is anonymous to us;
 * its subgraphs get the client's own Authorization header.
 */
export const foreignGateway = async (config: Config, log: Logger) => {
  await expectFreePort(config.port);
  const registry = createRegistry();
  const limits = await openRateLimits(config, registry, log);
  const { missing, onSignal } = gatewayClosing(config, log);
  const gateway = await open(config, { registry, log, limits, missing }).catch(toldOfSupergraph(config));
  const port = await gateway.listen(config.port);
  onSignal(gateway, limits);
  console.log(`ready http://localhost:${port}`);
};

/** Nothing is known of its mutations: the same one may come as often as any five of them. */
const REPEATS = 5;

type Means = { registry: Registry; log: Logger; limits: OpenRateLimits; missing(): string[] };

const open = async (config: Config, { registry, log, limits, missing }: Means) => {
  const { at = '', foreign = {} } = config.supergraph;
  const addresses = createAddresses(foreign);
  const observed = observeGateway(config, registry, log);
  const gateway = await createGateway({
    supergraph: supergraphAt(at, config, log),
    wireOf: (name, url) => createReplicas({ urls: [addresses.of(name, url)] }),
    identity: { viewerOf: () => ANONYMOUS },
    rateLimits: limits.rateLimits,
    trustedProxies: config.door.trustedProxies,
    production: config.isProduction,
    corsOrigins: config.corsOrigins,
    documents: { ...config.documents, limits: { ...config.documents.limits, repeats: REPEATS } },
    missing,
    ...observed,
    subgraphs: { ...observed.subgraphs, passes: ['authorization'] },
    routes: await explorerRoutes({ production: config.isProduction, foreign: true }),
    metrics: () => registry.metrics(),
    log,
  });
  addresses.expectAllUsed();
  return gateway;
};

const createAddresses = (given: Record<string, string>) => {
  const used = new Set<string>();
  return {
    of(name: string, url: string) {
      used.add(name);
      const address = given[name] ?? url;
      if (address !== '') return address;
      throw new ConfigError(`Set --subgraph ${name}=URL: the supergraph does not say where it is.`);
    },
    expectAllUsed() {
      const unknown = Object.keys(given).find((name) => !used.has(name));
      if (unknown !== undefined)
        throw new ConfigError(`Set --subgraph to one of ${[...used].join(', ')}; there is no ${unknown}.`);
    },
  };
};
