import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createReplicas, type Reaching } from '../../../gateway/wires/replicas.ts';
import { responseTo, type Wire } from '../../../gateway/wires/wire.ts';
import { freePort } from '../../servers/ports.ts';

const opened: Server[] = [];
let reached: Wire | undefined;
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
const reach = (ports: number[], more: Omit<Reaching, 'urls'> = {}) => {
  const urls = ports.map((port) => `http://localhost:${port}/graphql`);
  const wire = (reached = createReplicas({ urls, ...more }));
  return async (query = '{ name }', deadline?: number) => {
    const body = Buffer.from(JSON.stringify({ query }));
    const isMutation = query.startsWith('mutation');
    const answer = await responseTo(wire.send, { body, headers: {}, isMutation, deadline });
    return (JSON.parse(Buffer.from(answer.body).toString()) as { data: { name: string } }).data.name;
  };
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

describe.each(['{ name }', 'mutation { name }'])('a 503 to %s', (query) => {
  const serveRefusing = async (times: number) => {
    let asked = 0;
    const port = await serve((_, response) =>
      (asked += 1) <= times
        ? void response.writeHead(503).end('{"data":{"name":"none"}}')
        : void response.end('{"data":{"name":"a"}}'),
    );
    return { port, asked: () => asked };
  };

  it('is asked again where the service refuses before it does anything', async () => {
    const { port } = await serveRefusing(2);
    expect(await reach([port], { refusesFirst: true })(query)).toBe('a');
  });

  it('is the answer of any other: whatever stands before it may have passed the request on', async () => {
    const { port, asked } = await serveRefusing(2);
    expect(await reach([port])(query)).toBe('none');
    expect(asked()).toBe(1);
  });
});

it('one that has been away for longer is down: nobody waits for it', async () => {
  const ask = reach([await freePort()], { patience: 500 });
  await expect(ask()).rejects.toMatchObject({ fault: 'not sent' });
  const began = performance.now();
  await expect(ask()).rejects.toMatchObject({ fault: 'not sent' });
  expect(performance.now() - began).toBeLessThan(400);
});

it('one that restarts is waited for, though long ago it was away, too, and nobody asked since', async () => {
  const port = await freePort();
  const ask = reach([port], { patience: 600 });
  await expect(ask('{ name }', performance.now() + 50)).rejects.toMatchObject({ fault: 'not sent' });
  await new Promise((resolve) => setTimeout(resolve, 700));
  const asking = ask('mutation { name }');
  await new Promise((resolve) => setTimeout(resolve, 150)); // it is refused meanwhile
  await serve(named('again'), port);
  expect(await asking).toBe('again');
});

it('one that restarts is not waited for after the deadline', async () => {
  const ask = reach([await freePort()]);
  const began = performance.now();
  await expect(ask('{ name }', began + 250)).rejects.toMatchObject({ fault: 'not sent' });
  expect(performance.now() - began).toBeLessThan(1_000);
});

it('what was cut off is sent again twice if it is a query, and never if it is a mutation', async () => {
  const asked: string[] = [];
  const port = await serve((request) => {
    request.on('data', (body: Buffer) => asked.push(body.toString()));
    request.on('end', () => request.socket.destroy());
  });
  const ask = reach([port]);
  await expect(ask('{ name }')).rejects.toMatchObject({ fault: 'cut off' });
  await expect(ask('mutation { name }')).rejects.toMatchObject({ fault: 'cut off' });
  expect(asked).toEqual([...Array<string>(3).fill('{"query":"{ name }"}'), '{"query":"mutation { name }"}']);
});

it('undici can be asked to carry plain HTTP, too', async () => {
  const port = await serve(named('a'));
  reached = createReplicas({ urls: [`http://localhost:${port}/graphql`], ownClient: false });
  const { status, body } = await responseTo(reached.send, {
    body: Buffer.from('{}'),
    headers: {},
    isMutation: false,
  });
  expect([status, Buffer.from(body).toString()]).toEqual([200, '{"data":{"name":"a"}}']);
});
