import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRemoteKeys } from '../../gateway/door/remote-keys.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { createReplicas } from '../../gateway/wires/replicas.ts';
import { readConfig } from '../../roles/config.ts';
import { letHeapGrow } from '../../roles/heap.ts';
import { identityOf } from '../../roles/identity.ts';
import { createLogger } from '../../roles/log.ts';
import { createRegistry } from '../../roles/metrics.ts';
import { observeGateway } from '../../roles/observing.ts';
import { openRateLimits } from '../../roles/rate-limits.ts';
import { supergraphOf } from '../../roles/supergraph.ts';
import { given, tell } from './child.ts';
import type { Off } from './targets.ts';

type Given = { urls: Record<string, string>; jwks: object; off?: Off };

/** More than anyone asks here: each request is counted, and none is refused. */
const ENDLESS = '999999999/60';

/** A process: what the gateway's role starts in production, with its heap, metrics, limits and access log. */
letHeapGrow();
const { urls, jwks, off } = await given<Given>();
const env = {
  NODE_ENV: 'production',
  GATEWAY_KEY: randomBytes(32).toString('hex'),
  JWT_PUBLIC_KEY: JSON.stringify(jwks),
  RATE_LIMIT_VIEWER: ENDLESS,
  RATE_LIMIT_ADDRESS: ENDLESS,
};
const config = readConfig(env, ['gateway']);
const log = await createLogger(config);
const registry = createRegistry();
const { rateLimits } = await openRateLimits(config, registry, log);
const gateway = await createGateway({
  supergraph: supergraphOf(config, log),
  wireOf: (name) => createReplicas({ urls: [urls[name]!], ownClient: off !== 'undici' }),
  gatewayKey: config.gatewayKeys[0]!,
  identity: identityOf(config, createRemoteKeys([])).identity,
  rateLimits,
  production: true,
  switches: { direct: off !== 'no direct lane', bytes: off !== 'no byte executor' },
  ...observeGateway(config, registry, log),
  metrics: () => registry.metrics(),
  log,
});
tell(await gateway.listen(0));

process.on('message', async () => {
  globalThis.gc?.();
  await sleep(100); // what a collection has found is given back after it
  globalThis.gc?.();
  tell(process.memoryUsage());
});
