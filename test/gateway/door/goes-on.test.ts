import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serveHttp } from '../../../kernel/graphql/serve-http.ts';
import { createReplicas } from '../../../gateway/wires/replicas.ts';
import { closeGateways, fakeSubgraph, post, startGateway } from '../fakes.ts';

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  await closeGateways();
  await Promise.all(closing.splice(0).map((close) => close()));
});

const MOST = 6 * 1024;
const GIGS = { query: '{ gigs { id } }' };
const SIGN_IN = { query: 'mutation { signIn { token } }' };
const long = (length: number) => 'x'.repeat(length);

/** Gigs and users behind HTTP, as between processes. */
const overHttp = async () => {
  const [gigs, users] = [fakeSubgraph('gigs'), fakeSubgraph('users')];
  const wireTo = async ({ call }: typeof gigs) => {
    const { port, close } = await serveHttp(call, 0);
    closing.push(close);
    return createReplicas({ urls: [`http://localhost:${port}/graphql`], refusesFirst: true });
  };
  const { url } = await startGateway({ wires: { gigs: await wireTo(gigs), users: await wireTo(users) } });
  return { url, gigs: gigs.asked, users: users.asked };
};

// The longest one fits the gateway's own limit, and beside the gateway's token not that of a subgraph.
it.each(['', '00-x', long(16_050)])(
  'a traceparent that is none goes to no subgraph: %#',
  async (traceparent) => {
    const { url, gigs } = await overHttp();
    const { body } = await post(url, GIGS, { traceparent });
    expect(body.errors).toBeUndefined();
    expect(gigs[0]!.headers).not.toHaveProperty('traceparent');
  },
);

describe('headers that go on', () => {
  it.each([
    ['a cookie', { cookie: long(MOST + 1) }, 'got 0 and 6145.'],
    ['a token', { authorization: `Bearer ${long(MOST)}` }, 'got 6151 and 0.'],
    ['both', { authorization: `Bearer ${long(3_000)}`, cookie: long(4_000) }, 'got 3007 and 4000.'],
  ])('are refused where they have no room in a subgraph’s: %s', async (_, headers, got) => {
    const errors: string[] = [];
    const { url, asked } = await startGateway({ onError: (code) => errors.push(code) });
    const { status, body } = await post(url, GIGS, headers as Record<string, string>);
    expect([status, body.errors![0]!.extensions['code']]).toEqual([431, 'HEADERS_TOO_LARGE']);
    const message = `Expected authorization and cookie of at most ${MOST} bytes together, ${got}`;
    expect(body.errors![0]!.message).toBe(message);
    expect(errors).toEqual(['HEADERS_TOO_LARGE']);
    expect(asked.gigs).toEqual([]);
  });

  it('are refused in a GET, too', async () => {
    const { url } = await startGateway();
    const headers = { cookie: long(MOST + 1), 'apollo-require-preflight': '1' };
    const { status } = await fetch(`${url}/graphql?query={gigs{id}}`, { headers });
    expect(status).toBe(431);
  });

  it('arrive at the limit', async () => {
    const { url, users } = await overHttp();
    const cookie = long(MOST);
    const { body } = await post(url, SIGN_IN, { cookie });
    expect(body.errors).toBeUndefined();
    expect(users[0]!.headers['cookie']).toBe(cookie);
  });

  it('arrive at the limit where a server of others takes 8 KiB of headers', async () => {
    const came: (string | undefined)[] = [];
    const server = createServer({ maxHeaderSize: 8_192 }, async (request, response) => {
      came.push(request.headers.authorization);
      await text(request);
      response.end('{"data":{"gigs":[]}}');
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    closing.push(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { url } = await startGateway({
      wires: { gigs: createReplicas({ urls: [`http://localhost:${port}/graphql`] }) },
      gatewayKey: undefined as never,
      subgraphs: { passes: ['authorization'] },
    });
    const authorization = `Bearer ${long(MOST - 7)}`;
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const answer = await post(url, GIGS, { authorization, traceparent, 'x-request-id': long(64) });
    expect(answer.body).toEqual({ data: { gigs: [] } });
    expect(came).toEqual([authorization]);
  });
});
