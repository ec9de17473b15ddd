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
};

export type HttpCall = { call: SubgraphCall; close(): Promise<void> };

const TIMEOUT = 10_000;
/** A service that restarts is waited for, from its first refusal on: it has done nothing of what it refused. */
const PATIENCE = 6_000;
const PAUSE = 100;
const MOST_BYTES = 16 * 1024 * 1024;

/** Reaches a subgraph over HTTP with keep-alive. Throws errors that name it, and say what went wrong. */
export const createHttpCall = (given: Reaching): HttpCall => {
  const reaching = { timeout: TIMEOUT, patience: PATIENCE, mostBytes: MOST_BYTES, ...given };
  const maxResponseSize = reaching.mostBytes;
  const agent = new Agent({ keepAliveTimeout: 4_000, connections: 128, maxResponseSize });

  let turn = 0;
  let downSince: number | undefined;
  const hasPatience = () => performance.now() - (downSince ??= performance.now()) < reaching.patience;
  const urlOf = (tries: number) => {
    if (tries > 0 || reaching.urls.length > 1) turn += 1;
    return reaching.urls[turn % reaching.urls.length]!;
  };

  return {
    async call(asked) {
      for (let tries = 0; ; tries += 1) {
        try {
          const response = await send(asked, { ...reaching, url: urlOf(tries) }, agent);
          if (response.status !== 503) downSince = undefined;
          if (response.status !== 503 || !hasPatience()) return response;
        } catch (error) {
          const mayTryAgain = wasNotSent(error) ? hasPatience() : mayBeSentAgain(error, asked, tries);
          if (!mayTryAgain) throw spokenError(error, reaching);
        }
        if (tries >= reaching.urls.length) await sleep(PAUSE);
      }
    },
    close: () => agent.close(),
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

/** What may have been received is sent again once, and a mutation never. */
const mayBeSentAgain = (error: unknown, { query }: SubgraphRequest, tries: number) =>
  isStaleSocket(error) && tries === 0 && !query.startsWith('mutation');

/** Nobody has received it. */
const wasNotSent = (error: unknown): boolean =>
  (error as { code?: string }).code === 'ECONNREFUSED' ||
  (error instanceof AggregateError && error.errors.every(wasNotSent));

/** A kept socket that the other side has closed meanwhile. */
const isStaleSocket = (error: unknown) =>
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
