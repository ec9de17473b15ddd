import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { createHttpCall, type HttpCall } from '../../gateway/http-call.ts';

const opened: Server[] = [];
let reached: HttpCall | undefined;
afterEach(async () => {
  await reached?.close();
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const serve = async (answer: RequestListener, port = 0) => {
  const server = createServer(answer).listen(port);
  opened.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};
const named =
  (name: string): RequestListener =>
  (_, response) =>
    void response.end(JSON.stringify({ data: { name } }));
const freePort = async () => {
  const port = await serve(() => {});
  opened.pop()!.close();
  return port;
};
const reach = (ports: number[], more: { patience?: number; isReady?(url: string): boolean } = {}) => {
  reached = createHttpCall({
    subgraph: 'orders',
    urls: ports.map((port) => `http://localhost:${port}/graphql`),
    ...more,
  });
  return async (query = '{ name }') => (await reached!.call({ query, headers: {} })).body.data!['name'];
};

it('a service with two addresses is asked at one after the other', async () => {
  const ask = reach([await serve(named('a')), await serve(named('b'))]);
  expect([await ask(), await ask(), await ask()]).toEqual(['a', 'b', 'a']);
});

it('one that takes no connection is passed over, for a mutation too: nobody has received it', async () => {
  const ask = reach([await freePort(), await serve(named('b'))], { patience: 1_000 });
  expect([await ask(), await ask('mutation { name }')]).toEqual(['b', 'b']);
});

it('one that is not ready is asked only when none is', async () => {
  const [a, b] = [await serve(named('a')), await serve(named('b'))];
  const ready = new Set([b]);
  const ask = reach([a, b], { isReady: (url) => ready.has(Number(new URL(url).port)) });
  expect([await ask(), await ask()]).toEqual(['b', 'b']);
  ready.clear();
  expect(new Set([await ask(), await ask()])).toEqual(new Set(['a', 'b']));
});

it.each(['{ name }', 'mutation { name }'])('one that restarts is waited for: %s', async (query) => {
  const port = await freePort();
  const asking = reach([port])(query);
  await new Promise((resolve) => setTimeout(resolve, 250)); // it is refused meanwhile
  await serve(named('again'), port);
  expect(await asking).toBe('again');
});

it.each(['{ name }', 'mutation { name }'])('a 503 did nothing, and is asked again: %s', async (query) => {
  let refusals = 2;
  const port = await serve((_, response) =>
    refusals-- > 0 ? void response.writeHead(503).end('{}') : void response.end('{"data":{"name":"a"}}'),
  );
  expect(await reach([port])(query)).toBe('a');
});

it('one that has been away for longer is down: nobody waits for it', async () => {
  const ask = reach([await freePort()], { patience: 300 });
  await expect(ask()).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  const began = performance.now();
  await expect(ask()).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  expect(performance.now() - began).toBeLessThan(150);
});
