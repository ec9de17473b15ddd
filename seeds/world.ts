import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { ManualClock } from '../kernel/clock.ts';
import { signViewerToken } from '../kernel/graphql/viewer-token.ts';
import { createIds } from '../kernel/ids.ts';
import { openSqlite } from '../kernel/infrastructure.ts';
import type { Logger } from '../kernel/logger.ts';
import { runAll } from '../roles/run-all.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import { createRandom } from './random.ts';

const SEED = 20_161_108;
const BUILD = 'seeds';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a mutation answers, read by its caller
type Payload = any;

/** The marketplace of the seeds: the real services, on a clock and on random numbers of their own. */
export const openWorld = async (folder: string, start: string, log: Logger) => {
  const random = createRandom(SEED);
  const clock = new ManualClock(start);
  const gatewayKey = randomBytes(32);
  const infrastructure = await openSqlite(folder);
  const ids = createIds(clock, random.next);
  const registry = new Registry();
  const running = await runAll({ infrastructure, clock, ids, log, registry, build: BUILD }, subgraphs, [
    gatewayKey,
  ]);
  const tokens = new Map<string, Promise<string>>();

  const tokenOf = (memberId: string | null, subgraph: string) => {
    const key = `${memberId} ${subgraph} ${Math.floor(Date.now() / 30_000)}`;
    if (!tokens.has(key))
      tokens.set(key, signViewerToken({ id: memberId, isStaff: false }, subgraph, gatewayKey, new Date()));
    return tokens.get(key)!;
  };

  /** Runs one mutation as a member, the way the gateway would; throws where it is refused: seeds are legal. */
  const mutate = async (
    memberId: string | null,
    subgraph: string,
    [name, input, fields]: Mutation,
  ): Promise<Payload> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code message } } }`;
    const authorization = `Bearer ${await tokenOf(memberId, subgraph)}`;
    const { body } = await running.calls[subgraph]!({
      query,
      variables: { input },
      headers: { authorization },
    });
    const payload = (body.data as Payload)?.[name];
    if (body.errors || payload.userErrors.length > 0)
      throw new Error(
        `${name} was refused: ${JSON.stringify(body.errors ?? payload.userErrors)} ${JSON.stringify(input)}`,
      );
    return payload;
  };

  /** What anybody may ask. */
  const ask = async (
    subgraph: string,
    query: string,
    variables: Record<string, unknown>,
  ): Promise<Payload> => {
    const authorization = `Bearer ${await tokenOf(null, subgraph)}`;
    const { body } = await running.calls[subgraph]!({ query, variables, headers: { authorization } });
    if (body.errors) throw new Error(`A query of the seeds failed: ${JSON.stringify(body.errors)}`);
    return body.data;
  };

  return { ...running, random, clock, mutate, ask };
};

/** Its name, its input, the fields of its payload. */
export type Mutation = [name: string, input: object, fields: string];
export type World = Awaited<ReturnType<typeof openWorld>>;
