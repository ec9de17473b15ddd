import { createCors } from './door/cors.ts';
import { createQueries, type QueriesOptions } from './documents/queries.ts';
import { graphqlRoutes } from './graphql-route.ts';
import type { Identity } from './door/identity.ts';
import { openLanes, type Lane, type Lanes, type LanesOptions, type Switches } from './lanes/lanes.ts';
import type { Log } from './log.ts';
import { onceASecond } from './door/once-a-second.ts';
import { NO_LIMITS, type RateLimits } from './door/rate-limits.ts';
import { operatorRoutes, type Missing, type Route } from './door/routes.ts';
import { createHttpServer, type Answered } from './door/server.ts';
import { createSubgraph, type SubgraphOptions } from './subgraph.ts';
import type { SupergraphSource } from './supergraph/source.ts';
import type { Tracing } from './tracing.ts';
import { createViewerTokens } from './viewer-tokens.ts';

/** Milliseconds in which requests may still end on a supergraph that was replaced. */
const LINGERING = 60_000;

export type GatewayOptions = {
  /** The supergraph's SDL, or where it is: then it is followed. */
  supergraph: string | SupergraphSource;
  /** How to reach a subgraph, by its name and its address in the supergraph. It is closed here. */
  wireOf: LanesOptions['wireOf'];
  identity: Identity;
  /** Signs the viewer tokens; the subgraphs verify with it. Without it they are not told who asks. */
  gatewayKey?: Uint8Array;
  log: Log;
  /** No introspection, no query plans, and none but `corsOrigins` may read answers. */
  production?: boolean;
  corsOrigins?: string[];
  /** How much one viewer, or one address, may ask; without them, as much as it likes. */
  rateLimits?: RateLimits;
  /** Proxies in front of us whose word about the client's address is taken; none by default. */
  trustedProxies?: number;
  /** Which documents are taken: limits, trusted ones, questions about the schema. */
  documents?: QueriesOptions & LanesOptions['documents'];
  /** For GET /health/ready. */
  missing?: Missing;
  /** More of GET /health/ready's body. */
  details?(): object;
  /** For GET /metrics: Prometheus text. */
  metrics?(): Promise<string>;
  /** After each answer. */
  observe?(answered: Answered): void;
  /** Parts of the data path that are turned off; none is by default. */
  switches?: Partial<Switches>;
  subgraphs?: SubgraphOptions;
  /** For each operation, or answer, that Apollo's executor had to take over: why. */
  onHandOver?: LanesOptions['onHandOver'];
  /** For each operation that is answered: whether Apollo's server had to. */
  onLane?(lane: Lane): void;
  /** For each error that a client is told of: its code. */
  onError?(code: string): void;
  /** Makes spans of requests, plans and fetches; without it there are none. */
  tracing?: Tracing | undefined;
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
  const { identity, log, production = false } = options;
  const lanes = await followSupergraph(options);
  const server = createHttpServer({
    routes: [
      ...graphqlRoutes({
        lanes: lanes.current,
        identity,
        rateLimits: options.rateLimits ?? NO_LIMITS,
        queries: createQueries(options.documents),
        tracing: options.tracing,
        onLane: options.onLane ?? (() => {}),
      }),
      ...operatorRoutes({ ...options, metrics: onceASecond(options.metrics ?? (async () => '')) }),
      ...(options.routes ?? []),
    ],
    cors: createCors(options.corsOrigins ?? [], production),
    log,
    observe(answered) {
      answered.asked.trace?.end(answered);
      options.observe?.(answered);
    },
    onError: options.onError ?? (() => {}),
    trustedProxies: options.trustedProxies,
  });

  return {
    listen: server.listen,
    drain: server.drain,
    async close(how) {
      await server.close(how);
      await lanes.close();
    },
  };
};

/** Apollo's server reports use to Studio, of what passes through it: then everything must. */
const isReported = () => Boolean(process.env['APOLLO_KEY'] && process.env['APOLLO_GRAPH_REF']);

/** The lanes of the supergraph that is served now. One that is no supergraph is refused, and the one before goes on. */
const followSupergraph = async (options: GatewayOptions) => {
  const { supergraph, gatewayKey, wireOf, log, production = false } = options;
  const viewerTokens = gatewayKey && createViewerTokens(gatewayKey);
  const opening: LanesOptions = {
    wireOf,
    subgraphOf: (name, wire) => createSubgraph({ name, wire, viewerTokens, log, options: options.subgraphs }),
    documents: options.documents ?? {},
    production,
    log,
    switches: { direct: !isReported(), bytes: true, ...options.switches },
    onHandOver: options.onHandOver ?? (() => {}),
    onError: options.onError ?? (() => {}),
  };
  const source = typeof supergraph === 'string' ? undefined : supergraph;
  let current = await openLanes(
    typeof supergraph === 'string' ? supergraph : await supergraph.read(),
    opening,
  );
  const open = new Set([current]);
  let isClosed = false;
  const close = async (lanes: Lanes) => {
    if (open.delete(lanes)) await lanes.close();
  };
  source?.follow(async (sdl) => {
    const before = current;
    const next = await openLanes(sdl, opening, before);
    if (isClosed) return next.close();
    open.add(next);
    current = next;
    // What is in flight ends on the lanes that it began on.
    setTimeout(() => void close(before), LINGERING).unref();
  });
  return {
    current: () => current,
    async close() {
      isClosed = true;
      source?.close();
      await Promise.all([...open].map(close));
    },
  };
};
