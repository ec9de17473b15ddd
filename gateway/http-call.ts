import { Agent, errors, request } from 'undici';
import type { SubgraphCall, SubgraphRequest, SubgraphResponse } from '../kernel/graphql/subgraph-call.ts';
import { unavailable, unreadable } from './errors.ts';

type Reaching = {
  subgraph: string;
  /** Its GraphQL endpoint. */
  url: string;
  /** Milliseconds for the whole answer. */
  timeout?: number;
  /** Bytes that an answer may have. */
  mostBytes?: number;
};

export type HttpCall = { call: SubgraphCall; close(): Promise<void> };

const TIMEOUT = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Reaches a subgraph over HTTP with keep-alive. Throws errors that name it, and say what went wrong. */
export const createHttpCall = (given: Reaching): HttpCall => {
  const reaching = { timeout: TIMEOUT, mostBytes: MOST_BYTES, ...given };
  const maxResponseSize = reaching.mostBytes;
  const agent = new Agent({ keepAliveTimeout: 4_000, connections: 128, maxResponseSize });

  return {
    async call(asked) {
      try {
        return await send(asked, reaching, agent);
      } catch (error) {
        if (!isStaleSocket(error) || asked.query.startsWith('mutation')) throw spokenError(error, reaching);
      }
      return send(asked, reaching, agent).catch((error) => Promise.reject(spokenError(error, reaching)));
    },
    close: () => agent.close(),
  };
};

const send = async (
  { headers, ...body }: SubgraphRequest,
  { subgraph, url, timeout }: Required<Reaching>,
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

/** A kept socket that the other side has closed meanwhile: a query may be sent again, a mutation never. */
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
