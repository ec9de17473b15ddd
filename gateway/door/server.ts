import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrain } from '../../kernel/graphql/drain.ts';
import type { Cors } from './cors.ts';
import { errorBody, Refused } from '../errors.ts';
import type { Log } from '../log.ts';
import { matches, type Answer, type Asked, type Route } from './routes.ts';

type Serving = {
  routes: Route[];
  cors: Cors;
  log: Log;
  /** After each answer. `path` is the route's, not the client's. */
  observe(path: string, status: number, seconds: number): void;
};

/** A small HTTP server over a list of routes. */
export const createHttpServer = (serving: Serving) => {
  const server = createServer({ requestTimeout: 30_000 }, (request, response) =>
    serve({ ...serving, isClosing: draining.isDraining }, request, response),
  );
  const draining = createDrain(server);

  return {
    /** Answers the port: the one that was free, for 0. */
    listen: (port: number) =>
      new Promise<number>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, () => resolve((server.address() as AddressInfo).port));
      }),
    drain: draining.drain,
    /** Takes no new connections, lets what is in flight end, and cuts off what takes longer than 4 s. */
    async close({ waitsForIdle } = { waitsForIdle: false }) {
      if (server.listening) await (waitsForIdle ? draining.close() : draining.closeNow());
    },
  };
};

const serve = async (
  serving: Serving & { isClosing(): boolean },
  request: IncomingMessage,
  response: ServerResponse,
) => {
  const startedAt = performance.now();
  const { asked, route, answer } = await answerTo(serving, request);
  send(response, asked, {
    ...answer,
    headers: {
      'x-request-id': asked.requestId,
      'x-content-type-options': 'nosniff',
      ...serving.cors.headersFor(request.headers),
      ...answer.headers,
      ...((serving.isClosing() || answer.status === 413) && { connection: 'close' }),
    },
  });
  request.resume(); // what was not read is thrown away, so that the client gets to read the answer
  serving.observe(route?.path ?? 'none', answer.status, (performance.now() - startedAt) / 1000);
};

const answerTo = async ({ routes, log }: Serving, request: IncomingMessage) => {
  const asked = askedBy(request);
  const there = routes.filter((route) => matches(route, asked.path));
  const method = asked.method === 'HEAD' ? 'GET' : asked.method;
  const route = there.find((candidate) => candidate.method === method);
  const answer = await (route ? safely(route, asked, log) : withoutRoute(there, asked));
  return { asked, route, answer };
};

const safely = async (route: Route, asked: Asked, log: Log): Promise<Answer> => {
  const { requestId } = asked;
  try {
    return await route.answer(asked);
  } catch (error) {
    if (error instanceof Refused) return refusal(error, requestId);
    log.error({ error, requestId, path: asked.path }, 'A request failed.');
    const message = `Something went wrong here. Report it with the id ${requestId}.`;
    return refusal(new Refused(500, 'INTERNAL_SERVER_ERROR', message), requestId);
  }
};

const withoutRoute = (there: Route[], { method, path, requestId }: Asked): Answer => {
  const allow = [...there.map((route) => route.method), 'OPTIONS'].join(', ');
  if (method === 'OPTIONS') return { status: 204, headers: { allow } };
  return there.length > 0
    ? refusal(
        new Refused(405, 'METHOD_NOT_ALLOWED', `Expected ${allow}, got ${method}.`, { allow }),
        requestId,
      )
    : refusal(
        new Refused(404, 'NOT_FOUND', `There is nothing at ${path}: GraphQL is at /graphql.`),
        requestId,
      );
};

const refusal = ({ status, code, message, headers }: Refused, requestId: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: errorBody(message, code, requestId),
});

const askedBy = (request: IncomingMessage): Asked => {
  const [path, ...rest] = (request.url ?? '/').split('?');
  return {
    method: request.method ?? 'GET',
    path: path!,
    search: rest.length ? `?${rest.join('?')}` : '',
    headers: request.headers,
    stream: request,
    requestId: requestIdOf(request.headers['x-request-id']),
  };
};

/** The caller's own, if it is short and plain: it goes into logs and headers. */
const requestIdOf = (given: string | string[] | undefined) =>
  typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();

const send = (response: ServerResponse, { method }: Asked, { status, headers, body = '', sent }: Answer) => {
  if (response.destroyed) return;
  if (sent) response.once('finish', sent);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, ...(status !== 204 && { 'content-length': bytes.length }) });
  response.end(method === 'HEAD' ? undefined : bytes);
};
