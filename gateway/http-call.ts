import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, errors, request } from 'undici';
import type { SubgraphCall, SubgraphRequest, SubgraphResponse } from '../kernel/graphql/subgraph-call.ts';
import { unavailable, unreadable } from './errors.ts';

type Reaching = {
  subgraph: string;
  /** Its GraphQL endpoints: the same service, in several processes. */
  urls: string[];
  /** Milliseconds for the whole answer. */
  timeout?: number;
  /** Milliseconds in which one that refuses is asked again; after that it is down. */
  patience?: number;
  /** Bytes that an answer may have. */
  mostBytes?: number;
  /** Those that are not are asked only when none is. */
  isReady?(url: string): boolean;
};

export type HttpCall = { call: SubgraphCall; close(): Promise<void> };

const TIMEOUT = 10_000;
/** A service that restarts is waited for, from its first refusal on: it has done nothing of what it refused. */
const PATIENCE = 8_000;
const PAUSE = 100;
/** A query that may have been received is sent again so often. */
const RESENDINGS = 2;
const CONNECT_TIMEOUT = 2_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Reaches a subgraph over HTTP with keep-alive. Throws errors that name it, and say what went wrong. */
export const createHttpCall = (given: Reaching): HttpCall => {
  const reaching = {
    ...{ timeout: TIMEOUT, patience: PATIENCE, mostBytes: MOST_BYTES, isReady: () => true },
    ...given,
  };
  const agent = new Agent({
    keepAliveTimeout: 2_000,
    connections: 128,
    maxResponseSize: reaching.mostBytes,
    connect: { timeout: CONNECT_TIMEOUT },
  });
  const nextUrl = createTurns(reaching);
  let downSince: number | undefined;
  const hasPatience = () => performance.now() - (downSince ??= performance.now()) < reaching.patience;

  return {
    async call(asked) {
      let resendings = asked.query.startsWith('mutation') ? 0 : RESENDINGS;
      for (let tries = 1; ; tries += 1) {
        try {
          const response = await send(asked, { ...reaching, url: nextUrl() }, agent);
          if (response.status !== 503) downSince = undefined;
          if (response.status !== 503 || !hasPatience()) return response;
        } catch (error) {
          const mayTryAgain = wasNotSent(error) ? hasPatience() : isCutOff(error) && resendings-- > 0;
          if (!mayTryAgain) throw spokenError(error, reaching);
        }
        if (tries >= reaching.urls.length) await sleep(PAUSE);
      }
    },
    close: () => agent.close(),
  };
};

/** One address after the other, of those that are ready; of all when none is. */
const createTurns = ({ urls, isReady }: Pick<Required<Reaching>, 'urls' | 'isReady'>) => {
  let turn = 0;
  return () => {
    const ready = urls.filter(isReady);
    const among = ready.length > 0 ? ready : urls;
    return among[turn++ % among.length]!;
  };
};

const send = async (
  { headers, ...body }: SubgraphRequest,
  { subgraph, url, timeout }: Required<Reaching> & { url: string },
  dispatcher: Agent,
): Promise<SubgraphResponse> => {
  const response = await request(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    dispatcher,
    signal: AbortSignal.timeout(timeout),
  });
  const status = response.statusCode;
  const text = await response.body.text();
  const setCookie = [response.headers['set-cookie'] ?? []].flat();
  return {
    status,
    headers: setCookie.length ? { 'set-cookie': setCookie.join('\n') } : {},
    body: status === 503 ? {} : parsed(subgraph, status, text),
  };
};

const parsed = (subgraph: string, status: number, text: string) => {
  try {
    return JSON.parse(text) as SubgraphResponse['body'];
  } catch {
    throw unreadable(subgraph, `status ${status} and a body that is no JSON (${text.length} characters)`);
  }
};

/** Nobody has received it. */
const wasNotSent = (error: unknown): boolean =>
  ['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'].includes((error as { code?: string }).code ?? '') ||
  (error instanceof AggregateError && error.errors.every(wasNotSent));

/** The other side ended the connection, before it had the request or after: nobody knows. */
const isCutOff = (error: unknown) =>
  error instanceof errors.SocketError || (error as { code?: string }).code === 'ECONNRESET';

const spokenError = (error: unknown, { subgraph, timeout, mostBytes }: Required<Reaching>) => {
  if (error instanceof errors.ResponseExceededMaxSizeError)
    return unreadable(subgraph, `more than ${mostBytes} bytes`);
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return unavailable(subgraph, `did not answer within ${timeout} ms`);
  if (isOfTheNetwork(error)) return unavailable(subgraph, 'cannot be reached');
  return error;
};

const isOfTheNetwork = (error: unknown) =>
  error instanceof errors.UndiciError ||
  /^E[A-Z]+$/.test((error as { code?: string }).code ?? '') ||
  error instanceof AggregateError;
