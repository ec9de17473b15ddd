import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrain } from '../../kernel/graphql/drain.ts';
import { Refused } from '../errors.ts';
import type { Log } from '../log.ts';
import { askedBy } from './asked.ts';
import {
  answerBrokenRequests,
  expectWhole,
  isBroken,
  LIMITS,
  noteAnswer,
  SILENCE,
} from './broken-requests.ts';
import type { Cors } from './cors.ts';
import { thrownAway } from './lingering.ts';
import { createRouting, type Answer, type Asked, type FlatHeaders, type Route } from './routes.ts';
import { refusal, send } from './send.ts';

/** `path` is the route's, not the client's. */
export type Answered = {
  asked: Asked;
  path: string;
  status: number;
  seconds: number;
  bytes: number;
  /** It is GraphQL's, and tells of errors. */
  hasErrors: boolean;
};

type Serving = {
  routes: Route[];
  cors: Cors;
  log: Log;
  /** After each answer. */
  observe(answered: Answered): void;
  /** For each request that is refused: the code. */
  onError?: ((code: string) => void) | undefined;
  /** Proxies in front of us whose word about the client's address is taken; none by default. */
  trustedProxies?: number | undefined;
  /** Of milliseconds and bytes; for tests. */
  limits?: Partial<typeof LIMITS & { silence: number }>;
};

/** A small HTTP server over a list of routes. */
export const createHttpServer = (serving: Serving) => {
  const serve = createServing(serving, () => draining.isDraining());
  const serveOrLeave = (request: IncomingMessage, response: ServerResponse) =>
    void serve(request, response).catch((error: unknown) => {
      if (!response.writableEnded) response.destroy(); // first; an answer that was given is left to arrive
      serving.log.error({ error }, 'A request could not be answered.');
    });
  const { silence = SILENCE, ...limits } = serving.limits ?? {};
  const server = createServer({ ...LIMITS, ...limits }, serveOrLeave).on('checkExpectation', serveOrLeave);
  server.timeout = silence;
  answerBrokenRequests(server, serving.onError);
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

const CLOSE: FlatHeaders = ['connection', 'close'];

const createServing = (serving: Serving, isClosing: () => boolean) => {
  const { routes, cors, observe, trustedProxies = 0 } = serving;
  const routesAt = createRouting(routes);

  return async (request: IncomingMessage, response: ServerResponse) => {
    const startedAt = performance.now();
    noteAnswer(response);
    const asked = askedBy(request, response, trustedProxies);
    const there = routesAt(asked.path);
    const method = asked.method === 'HEAD' ? 'GET' : asked.method;
    const route = there.find((candidate) => candidate.method === method);
    const answer = route ? await safely(route, asked, serving) : withoutRoute(there, asked);
    const { status, headers } = answer;
    const origin = cors.headersFor(request.headers);
    const more = isClosing() && headers?.['connection'] === undefined ? [...origin, ...CLOSE] : origin;
    const isLast = more !== origin || headers?.['connection'] !== undefined || !response.shouldKeepAlive;
    if (isLast && status !== NOT_MET && stillComes(request)) await thrownAway(request);
    const sent = send(response, asked, { answer, more });
    // What was not read is thrown away, so that the client gets to read the answer.
    if (!request.readableEnded) request.resume();
    observe({ asked, path: route?.path ?? 'none', status, seconds: secondsSince(startedAt), ...sent });
  };
};

/** Who expects what we do not sends no body. */
const NOT_MET = 417;

/** Is more of the body on its way? */
const stillComes = ({ complete, socket }: IncomingMessage) => !complete && !isBroken(socket);

const secondsSince = (startedAt: number) => (performance.now() - startedAt) / 1_000;

const safely = async (route: Route, asked: Asked, { log, onError }: Serving): Promise<Answer> => {
  const { requestId } = asked;
  try {
    expectWhole(asked);
    return await route.answer(asked);
  } catch (error) {
    if (error instanceof Refused) {
      if (!asked.leaving.aborted) onError?.(error.code); // who has left is told nothing
      return refusal(error, requestId);
    }
    onError?.('INTERNAL_SERVER_ERROR');
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
