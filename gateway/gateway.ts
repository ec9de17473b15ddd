import type { SubgraphCall } from '../kernel/graphql/subgraph-call.ts';
import { startApollo } from './apollo.ts';
import { createCors } from './door/cors.ts';
import { createDataSource } from './data-source.ts';
import { graphqlRoutes } from './graphql-route.ts';
import type { Identity } from './door/identity.ts';
import type { Log } from './log.ts';
import { operatorRoutes, type Missing, type Route } from './door/routes.ts';
import { createHttpServer } from './door/server.ts';
import { createViewerTokens } from './viewer-tokens.ts';

export type GatewayOptions = {
  /** The supergraph's SDL. */
  supergraph: string;
  /** How to reach each subgraph, by its name in the supergraph. */
  calls: Record<string, SubgraphCall>;
  identity: Identity;
  /** Signs the viewer tokens; the subgraphs verify with it. */
  gatewayKey: Uint8Array;
  log: Log;
  /** No introspection, no query plans, and none but `corsOrigins` may read answers. */
  production?: boolean;
  corsOrigins?: string[];
  /** For GET /health/ready. */
  missing?: Missing;
  /** More of GET /health/ready's body. */
  details?(): object;
  /** For GET /metrics: Prometheus text. */
  metrics?(): Promise<string>;
  /** After each answer; `path` is the route's. */
  observe?(path: string, status: number, seconds: number): void;
  /** More to serve, e.g. the landing page at `/`. */
  routes?: Route[];
};

export type Gateway = {
  /** Answers the port that it listens on: a free one for 0. */
  listen(port: number): Promise<number>;
  /** From now on each answer ends its connection, so that clients leave by themselves. */
  drain(): void;
  /** Finishes what is in flight, for at most 5 s; `waitsForIdle`: connections end when their clients end them. */
  close(how?: { waitsForIdle: boolean }): Promise<void>;
};

/** The only door: one GraphQL endpoint in front of all subgraphs. */
export const createGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { supergraph, calls, identity, gatewayKey, log, production = false } = options;
  const viewerTokens = createViewerTokens(gatewayKey);
  const dataSourceOf = (subgraph: string) =>
    createDataSource({ subgraph, call: callOf(calls, subgraph), viewerTokens, log });
  const apollo = await startApollo({ supergraph, dataSourceOf, production, log });
  const server = createHttpServer({
    routes: [
      ...graphqlRoutes({ apollo, identity }),
      ...operatorRoutes(options.missing ?? (() => []), options.metrics ?? (async () => ''), options.details),
      ...(options.routes ?? []),
    ],
    cors: createCors(options.corsOrigins ?? [], production),
    log,
    observe: options.observe ?? (() => {}),
  });

  return {
    listen: server.listen,
    drain: server.drain,
    async close(how) {
      await server.close(how);
      await apollo.stop();
    },
  };
};

const callOf = (calls: Record<string, SubgraphCall>, subgraph: string): SubgraphCall => {
  const call = calls[subgraph];
  if (call) return call;
  const known = Object.keys(calls).join(', ');
  throw new Error(`The supergraph names the subgraph ${subgraph}, but there are calls for ${known} only.`);
};
