import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrain } from './drain.ts';
import type { SubgraphCall, SubgraphRequest } from './subgraph-call.ts';

const MOST_BYTES = 4 * 1024 * 1024;
/** Bytes of a request's line and headers: more than the gateway takes of its client, as it adds its own. */
const MOST_HEAD_BYTES = 32 * 1024;
const PASSED_ON = [
  'authorization',
  'x-request-id',
  'traceparent',
  'cookie',
  'apollo-federation-include-trace',
] as const;

export type Page = {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
};
/** What else is served, by path. */
export type Pages = Record<string, () => Page | Promise<Page>>;

/** A caller closes its idle connections about two seconds before we would: none is closed on its request. */
const KEEP_ALIVE = 4_000;

/** Serves one subgraph to the gateway: `POST /graphql`, keep-alive. Strangers get what `call` gives them: 401. */
export const serveHttp = async (call: SubgraphCall, port: number, pages: Pages = {}) => {
  const options = { keepAliveTimeout: KEEP_ALIVE, maxHeaderSize: MOST_HEAD_BYTES };
  const server = createServer(options, (request, response) => {
    if (draining.isDraining()) response.setHeader('connection', 'close');
    const page = request.method === 'GET' ? pages[request.url!] : undefined;
    if (page) return void sendPage(response, page);
    answer(call, request).then(
      ({ status, headers, body }) => send(response, status, body, headers['set-cookie']?.split('\n')),
      () => send(response, 500, { errors: [{ message: 'Internal server error.' }] }),
    );
  });
  const draining = createDrain(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve));
  return { port: (server.address() as AddressInfo).port, drain: draining.drain, close: draining.close };
};

const sendPage = async (response: ServerResponse, page: Pages[string]) => {
  try {
    const { status, headers, body } = await page();
    response.writeHead(status, headers).end(body);
  } catch (error) {
    response.writeHead(503, { 'content-type': 'text/plain' }).end(`Not now: ${(error as Error).message}\n`);
  }
};

const answer = async (call: SubgraphCall, request: IncomingMessage): ReturnType<SubgraphCall> => {
  if (request.method !== 'POST' || request.url !== '/graphql')
    return refused(404, `Expected POST /graphql, got ${request.method} ${request.url?.slice(0, 80)}.`);
  const body = await jsonOf(request);
  if (typeof body?.query !== 'string') return refused(400, 'Expected a JSON object with a query.');
  const headers: SubgraphRequest['headers'] = {};
  for (const name of PASSED_ON) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return call({ ...body, query: body.query, headers });
};

/** Undefined for what is no JSON object, or too large to be one of the gateway's. */
const jsonOf = async (request: IncomingMessage): Promise<Partial<SubgraphRequest> | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if ((size += chunk.length) > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Partial<SubgraphRequest>;
  } catch {
    return undefined;
  }
};

const refused = (status: number, message: string) =>
  ({ status, headers: {}, body: { errors: [{ message }] } }) as never;

const send = (response: ServerResponse, status: number, body: object, cookies?: string[]) => {
  if (cookies) response.setHeader('set-cookie', cookies);
  const bytes = Buffer.from(JSON.stringify(body));
  // With its length it leaves in one piece, without chunks that the gateway would have to put together.
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length };
  response.writeHead(status, headers).end(bytes);
};
