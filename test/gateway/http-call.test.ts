import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttpCall } from '../../gateway/http-call.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A subgraph that answers by `handle`, and a call that reaches it. */
const reach = async (handle: Handler, options: { timeout?: number; mostBytes?: number } = {}) => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    handle(request, response, Buffer.concat(chunks).toString());
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/graphql`;
  const { call, close } = createHttpCall({ subgraph: 'orders', urls: [url], patience: 0, ...options });
  open.push(close, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { call, server };
};

const QUERY = { query: '{ a }', headers: { authorization: 'Bearer x', 'x-request-id': 'req_1' } };

describe('a call over HTTP', () => {
  it('sends the operation and its headers, over a socket that is kept', async () => {
    const sockets = new Set<unknown>();
    const { call } = await reach((request, response, body) => {
      sockets.add(request.socket);
      response.setHeader('set-cookie', ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']);
      response.end(JSON.stringify({ data: { body, id: request.headers['x-request-id'] } }));
    });
    const asked = { ...QUERY, variables: { x: '\ud800' }, operationName: 'A' };
    const answer = await call(asked);
    expect(answer.headers).toEqual({ 'set-cookie': 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT\nb=2' });
    expect(answer.body.data!['id']).toBe('req_1');
    const sent = JSON.parse(answer.body.data!['body'] as string) as unknown;
    expect(sent).toEqual({ query: '{ a }', variables: { x: '\ud800' }, operationName: 'A' });
    await new Promise(setImmediate); // the first call gives its socket back
    await call(asked);
    expect(sockets.size).toBe(1);
  });

  it('passes GraphQL errors with their status', async () => {
    const body = { errors: [{ message: 'No.', extensions: { code: 'BAD_USER_INPUT' } }] };
    const { call } = await reach((_, response) => response.writeHead(400).end(JSON.stringify(body)));
    expect(await call(QUERY)).toEqual({ status: 400, headers: {}, body });
  });

  const code = (expected: string, message: string) => ({
    message: expect.stringContaining(message),
    extensions: { code: expected },
  });

  it.each<[string, Handler, Record<string, unknown>]>([
    [
      'text',
      (_, response) => response.end('<html>'),
      code('BAD_GATEWAY', 'from the orders service, got status 200 and a body that is no JSON'),
    ],
    ['nothing', (_, response) => response.writeHead(502).end(), code('BAD_GATEWAY', 'got status 502')],
    [
      'too much',
      (_, response) => response.end(`{"data":{"a":"${'x'.repeat(2_000)}"}}`),
      code('BAD_GATEWAY', 'got more than 1000 bytes'),
    ],
    [
      'nothing for too long',
      () => {},
      code('SERVICE_UNAVAILABLE', 'The orders service did not answer within 200 ms'),
    ],
    [
      'half',
      (request, response) => void (response.write('{"da'), setTimeout(() => request.socket.destroy(), 20)),
      code('SERVICE_UNAVAILABLE', 'The orders service cannot be reached'),
    ],
  ])('names the subgraph when it answers %s', async (_, handle, error) => {
    const { call } = await reach(handle, { timeout: 200, mostBytes: 1_000 });
    await expect(call(QUERY)).rejects.toMatchObject(error);
  });

  it('names the subgraph when there is none', async () => {
    const { call, server } = await reach(() => {});
    await new Promise((resolve) => server.close(resolve));
    await expect(call(QUERY)).rejects.toMatchObject(
      code('SERVICE_UNAVAILABLE', 'orders service cannot be reached'),
    );
  });

  it('sends a query again over a new socket when a kept one was dead, and a mutation never', async () => {
    let count = 0;
    const { call } = await reach((request, response) => {
      count += 1;
      if (count % 2 === 1) request.socket.destroy();
      else response.end('{"data":{"a":1}}');
    });
    expect((await call(QUERY)).body).toEqual({ data: { a: 1 } });
    await expect(call({ ...QUERY, query: 'mutation { a }' })).rejects.toMatchObject({
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
    expect(count).toBe(3);
  });
});
