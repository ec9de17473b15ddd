import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JSONWebKeySet } from 'jose';
import pino from 'pino';
import { createIdentity } from '../../gateway/door/identity.ts';
import { fixedKeys } from '../../gateway/door/keys.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { createReplicas } from '../../gateway/wires/replicas.ts';
import { createRegistry, observeHttp } from '../../roles/metrics.ts';
import { SUPERGRAPH } from '../../schema/compose.ts';
import { given, tell } from './child.ts';
import type { Off } from './targets.ts';

type Given = { urls: Record<string, string>; jwks: JSONWebKeySet; off?: Off };

/** A process: what the gateway's role starts in production, but for whose keys it verifies with. */
const { urls, jwks, off } = await given<Given>();
const registry = createRegistry();
const gateway = await createGateway({
  supergraph: readFileSync(SUPERGRAPH, 'utf8'),
  wireOf: (name) => createReplicas({ urls: [urls[name]!], ownClient: off !== 'undici' }),
  gatewayKey: randomBytes(32),
  identity: createIdentity({ keys: fixedKeys(jwks.keys) }),
  production: true,
  switches: { direct: off !== 'no direct lane', bytes: off !== 'no byte executor' },
  observe: observeHttp(registry),
  metrics: () => registry.metrics(),
  onHandOver: (reason) => console.error(`Expected no hand-over, got one: ${reason}.`),
  log: pino({ level: 'info' }, pino.destination({ dest: '/dev/null', sync: true })),
});
tell(await gateway.listen(0));
process.on('message', async () => {
  globalThis.gc?.();
  await sleep(100); // what a collection has found is given back after it
  globalThis.gc?.();
  tell(process.memoryUsage());
});
