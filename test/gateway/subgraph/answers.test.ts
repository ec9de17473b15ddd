import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSubgraph } from '../../../gateway/subgraph.ts';
import type { ViewerTokens } from '../../../gateway/viewer-tokens.ts';
import { createReplicas } from '../../../gateway/wires/replicas.ts';
import { asker, quiet } from './asking.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

type Reached = { timeout?: number; mostBytes?: number; viewerTokens?: ViewerTokens };

/** A subgraph that answers by `handle`, reached over HTTP. */
const reach = async (
  handle: Handler,
  { timeout = 5_000, mostBytes = 1_000_000, viewerTokens }: Reached = {},
) => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    handle(request, response, Buffer.concat(chunks).toString());
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/graphql`;
  const wire = createReplicas({ urls: [url], patience: 0, limits: { mostBytes, overwrites: true } });
  open.push(wire.close, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const subgraph = createSubgraph({ name: 'orders', wire, viewerTokens, log: quiet, options: { timeout } });
  return { ask: asker(subgraph), server };
};

describe('an answer over HTTP', () => {
  it('is given as it came, with its status and its errors', async () => {
    const body = { errors: [{ message: 'No.', extensions: { code: 'BAD_USER_INPUT' } }] };
    const { ask } = await reach((_, response) => response.writeHead(400).end(JSON.stringify(body)));
    expect(await ask()).toEqual(body);
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
    ['a list', (_, response) => response.end('[{}]'), code('BAD_GATEWAY', 'a body that is no JSON object')],
    [
      'JSON of a proxy',
      (_, response) => response.writeHead(502).end('{"error":1}'),
      code('BAD_GATEWAY', 'status 502 and no data or errors'),
    ],
    [
      'that it is busy',
      (_, response) => response.writeHead(503).end('{"errors":[]}'),
      code('SERVICE_UNAVAILABLE', 'The orders service has too much to do'),
    ],
    [
      'that the client’s own token is none',
      (_, response) => response.writeHead(401).end('{}'),
      code('UNAUTHENTICATED', 'The orders service refused the request: 401 Unauthorized.'),
    ],
    [
      'that the client may not, in words of a proxy',
      (_, response) => response.writeHead(403).end('<html>'),
      code('FORBIDDEN', 'The orders service refused the request: 403 Forbidden.'),
    ],
    [
      'no HTTP',
      (request) => void request.socket.end('+PONG\r\n'),
      code('BAD_GATEWAY', 'got bytes that are no answer of HTTP'),
    ],
    [
      'nothing for too long',
      () => {},
      code('SERVICE_UNAVAILABLE', 'The orders service did not answer within 1000 ms'),
    ],
    [
      'half',
      (request, response) => void (response.write('{"da'), setTimeout(() => request.socket.destroy(), 20)),
      code('SERVICE_UNAVAILABLE', 'The orders service cannot be reached'),
    ],
  ])('names the subgraph when it answers %s', async (_, handle, error) => {
    const { ask } = await reach(handle, { timeout: 1_000, mostBytes: 1_000 });
    await expect(ask()).rejects.toMatchObject(error);
  });

  it('is a failure of ours where a subgraph refuses our own token', async () => {
    const { ask } = await reach((_, response) => response.writeHead(401).end('{}'), {
      viewerTokens: () => 'Bearer ours',
    });
    await expect(ask()).rejects.toMatchObject(code('INTERNAL_SERVER_ERROR', 'The orders service failed.'));
  });

  it('names the subgraph when there is none', async () => {
    const { ask, server } = await reach(() => {});
    await new Promise((resolve) => server.close(resolve));
    await expect(ask()).rejects.toMatchObject(
      code('SERVICE_UNAVAILABLE', 'orders service cannot be reached'),
    );
  });
});
