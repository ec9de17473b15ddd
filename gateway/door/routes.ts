import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Trace } from '../tracing.ts';
import type { Leaving } from '../wires/wire.ts';
import type { Client } from './client.ts';
import type { RateLimits } from './rate-limits.ts';

/** Names and values by turns, as node:http writes them without a copy. */
export type FlatHeaders = readonly string[];

export type Asked = {
  method: string;
  path: string;
  /** With its question mark; empty without. */
  search: string;
  headers: IncomingHttpHeaders;
  stream: IncomingMessage;
  requestId: string;
  /** The client's, or what stands for its network: limits count by it. */
  address: string;
  client: Client | undefined;
  /** Aborted when the client has left. */
  leaving: Leaving;
  /** The operation's name, once the route knows it. */
  operation?: string | undefined;
  /** Ends with its answer. */
  trace?: Trace | undefined;
};

export type Answer = {
  status: number;
  headers?: Readonly<Record<string, string | string[]>>;
  body?: string | Uint8Array;
  /** Called when nothing reads from the body any more; not where the connection breaks before. */
  sent?(): void;
};

/** `path` is exact, or ends in a slash and a star and stands for all below it. Answers may throw Refused. */
export type Route = {
  method: 'GET' | 'POST';
  path: string;
  answer(asked: Asked): Answer | Promise<Answer>;
};

/** Finds what is at a path, in any method. */
export const createRouting = (routes: Route[]) => {
  const isFolder = ({ path }: Route) => path.endsWith('/*');
  const exact = Map.groupBy(
    routes.filter((route) => !isFolder(route)),
    ({ path }) => path,
  );
  const folders = routes.filter(isFolder);
  return (path: string): Route[] =>
    exact.get(path) ?? folders.filter((route) => path.startsWith(route.path.slice(0, -1)));
};

export const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** What is missing before requests can be answered, by name; empty when nothing is. */
export type Missing = () => Promise<string[]> | string[];

type Operating = {
  missing?: Missing;
  metrics(): Promise<string | Uint8Array>;
  /** More of what /health/ready tells. */
  details?(): object;
  /** Of those who ask for the metrics, the one page that costs something; without them, as often as they like. */
  rateLimits?: Pick<RateLimits, 'ofAddress'>;
};

/** For whoever runs the process: is it alive, may it get requests, what has it counted. */
export const operatorRoutes = ({
  missing = () => [],
  metrics,
  details = () => ({}),
  rateLimits,
}: Operating): Route[] => [
  { method: 'GET', path: '/health/live', answer: () => json(200, { status: 'alive' }) },
  {
    method: 'GET',
    path: '/health/ready',
    async answer() {
      const names = await missing();
      return names.length
        ? json(503, { status: 'not ready', missing: names, ...details() })
        : json(200, { status: 'ready', ...details() });
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    async answer(asked) {
      await rateLimits?.ofAddress(asked.address);
      return { status: 200, headers: PROMETHEUS, body: await metrics() };
    },
  },
];

const PROMETHEUS = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
