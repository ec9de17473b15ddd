import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export type Asked = {
  method: string;
  path: string;
  /** With its question mark; empty without. */
  search: string;
  headers: IncomingHttpHeaders;
  stream: IncomingMessage;
  requestId: string;
};

export type Answer = {
  status: number;
  headers?: Record<string, string | string[]>;
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

export const matches = (route: Route, path: string) =>
  route.path.endsWith('/*') ? path.startsWith(route.path.slice(0, -1)) : route.path === path;

export const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** What is missing before requests can be answered, by name; empty when nothing is. */
export type Missing = () => Promise<string[]> | string[];

/** For whoever runs the process: is it alive, may it get requests, what has it counted. */
export const operatorRoutes = (
  missing: Missing,
  metrics: () => Promise<string>,
  details: () => object = () => ({}),
): Route[] => [
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
    answer: async () => ({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: await metrics(),
    }),
  },
];
