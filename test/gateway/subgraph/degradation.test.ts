import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createReplicas } from '../../../gateway/wires/replicas.ts';
import { closeGateways, post, startGateway } from '../fakes.ts';
import { serveRaw, withLength, type Handler } from '../wires/raw-server.ts';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});
afterAll(closeGateways);

/** A gateway whose ratings are on the network, and answer by `handle`. */
const reach = async (handle: Handler, direct: boolean) => {
  const server = await serveRaw(handle);
  closings.push(server.close);
  const limits = { overwrites: true, mostBytes: 10_000 };
  const wires = { ratings: createReplicas({ urls: [server.url], patience: 0, limits }) };
  const { url } = await startGateway({ wires, switches: { direct }, subgraphs: { timeout: 300 } });
  await post(url, { query: '{ gig(id: "gig_1") { title } }' }); // what is compiled first takes none of the 300 ms
  return { url, server };
};

const QUERY = { query: '{ gig(id: "gig_1") { title stars } }' };
const STARS = '{"data":{"_entities":[{"stars":4.5}]}}';

describe.each([
  ['the direct lane', true],
  ['Apollo’s server', false],
])('through %s', (_, direct) => {
  it.each<[string, Handler, string]>([
    ['ends before its answer', (socket) => socket.destroy(), 'SERVICE_UNAVAILABLE'],
    ['is too slow', () => {}, 'SERVICE_UNAVAILABLE'],
    ['stops in its answer', (socket) => socket.write(withLength(STARS).slice(0, -9)), 'SERVICE_UNAVAILABLE'],
    ['ends in its answer', (socket) => socket.end(withLength(STARS).slice(0, -9)), 'SERVICE_UNAVAILABLE'],
    ['is busy', (socket) => socket.write(withLength('{}').replace('200', '503')), 'SERVICE_UNAVAILABLE'],
    ['answers something else', (socket) => socket.write('220 mail ESMTP\r\n'), 'BAD_GATEWAY'],
    ['answers a page', (socket) => socket.write(withLength('<html></html>')), 'BAD_GATEWAY'],
    [
      'answers half of the JSON',
      (socket) => socket.write(withLength(`${STARS.slice(0, -5)}}`)),
      'BAD_GATEWAY',
    ],
    ['answers too much', (socket) => socket.write(withLength(STARS + ' '.repeat(10_000))), 'BAD_GATEWAY'],
    ['answers twice', (socket) => socket.write(withLength(STARS).repeat(2)), 'BAD_GATEWAY'],
  ])('a subgraph that %s leaves its own field empty, and nothing else', async (_name, handle, code) => {
    const { url, server } = await reach(handle, direct);
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await post(url, QUERY);
      expect([status, body.data]).toEqual([200, { gig: { title: 'Gig gig_1', stars: null } }]);
      expect(body.errors).toHaveLength(1);
      const [{ message, path, extensions }] = body.errors as [NonNullable<typeof body.errors>[number]];
      expect([path, extensions['code'], extensions['serviceName']]).toEqual([['gig'], code, 'ratings']);
      expect(message).toContain('ratings service');
    }
    // What was received is not asked for again, not even where Apollo’s executor takes over.
    if (code === 'BAD_GATEWAY') expect(server.counted.requests).toBe(2);
  });

  it('a client that leaves ends what its subgraphs do for it', async () => {
    const { url, server } = await reach(() => {}, direct);
    const leaving = new AbortController();
    const asked = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(QUERY),
      signal: leaving.signal,
    });
    while (server.counted.requests === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const [socket] = [...server.sockets] as [Socket];
    const startedAt = performance.now();
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await once(socket, 'close');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(server.counted.requests).toBe(1);
  });
});
