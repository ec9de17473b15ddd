import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { threadCpuUsage } from 'node:process';
import type { JWK } from 'jose';
import { createIdentity } from '../../../gateway/door/identity.ts';
import { localKeys } from '../../../gateway/door/keys.ts';
import { createGateway } from '../../../gateway/gateway.ts';
import type { Log } from '../../../gateway/log.ts';
import { telling, type Wire, type WireRequest } from '../../../gateway/wires/wire.ts';
import { SUPERGRAPH } from '../../../schema/compose.ts';
import { chanceOf } from '../bytes/chance.ts';
import { subgraphOf, type Asked } from '../bytes/subgraph.ts';
import { GATEWAY_KEY } from '../fakes.ts';
import { mutatedAnswer } from './answers.ts';
import { MUTATED, TOO_LONG, type Measured, type Said } from './gateway-process.ts';

// The gateway in a process of its own: what would end it, ends it, and its memory and time are its alone.

const CALM = { seed: 1, troubles: { nulls: 0.05, errors: 0, missing: 0.02 }, edges: true };

const say = (said: Said) => void process.send?.(said);
const counts = { answers: 0, mutated: 0, longest: 0 };

const wireOf = (name: string): Wire => {
  const path = fileURLToPath(new URL(`../../../schema/${name}.graphql`, import.meta.url));
  const sdl = readFileSync(path, 'utf8');
  let answer = subgraphOf(sdl);
  const send = async ({ body, headers }: WireRequest) => {
    // It remembers all documents, and memory is measured here.
    if (counts.answers % 5_000 === 0) answer = subgraphOf(sdl);
    const asked = JSON.parse(Buffer.from(body).toString()) as Asked;
    const said = answer({ ...asked, variables: asked.variables ?? {} }, CALM) as Record<string, unknown>;
    const requestId = headers['x-request-id']!;
    counts.answers += 1;
    const chance = chanceOf(requestId, name, asked.query);
    if (requestId.startsWith(MUTATED) && chance.is(0.7)) {
      counts.mutated += 1;
      return mutatedAnswer(said, chance);
    }
    return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(said)) };
  };
  return { send: telling(send), close: async () => {} };
};

const log: Log = {
  info: () => {},
  warn: () => {},
  error: (about) => {
    const { error, requestId } = about as { error?: unknown; requestId?: string };
    say({
      failed: error instanceof Error ? String(error.stack) : JSON.stringify(about),
      requestId: String(requestId),
    });
  },
};

/** CPU between two turns of the event loop: on a busy machine the clock would count others' work. */
const watchTurns = () => {
  let before = threadCpuUsage();
  setInterval(() => {
    const { user, system } = threadCpuUsage(before);
    before = threadCpuUsage();
    const took = (user + system) / 1_000;
    counts.longest = Math.max(counts.longest, took);
    if (took > TOO_LONG / 4) say({ took });
  }, 5);
};

const measured = (): Measured => {
  (globalThis as { gc?(): void }).gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return { heapUsed, rss, cpu: (user + system) / 1_000, ...counts };
};

const serve = async (jwk: JWK) => {
  const gateway = await createGateway({
    supergraph: readFileSync(SUPERGRAPH, 'utf8'),
    identity: createIdentity({ keys: localKeys(async () => ({ keys: [jwk] })) }),
    gatewayKey: GATEWAY_KEY,
    // An open breaker would keep mutated answers away.
    subgraphs: { breaker: false },
    wireOf,
    log,
  });
  const port = await gateway.listen(0);
  watchTurns();
  process.on('message', () => say({ measured: measured() }));
  process.on('disconnect', () => process.exit());
  say({ port });
};

await serve(JSON.parse(process.argv[2]!) as JWK);
