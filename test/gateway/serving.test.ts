import { afterAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { closeGateways, post, startGateway } from './fakes.ts';

afterAll(closeGateways);

describe('cookies', () => {
  const SIGN_IN = { query: 'mutation { signIn { token } }' };

  it('go to users alone, and come from users alone, several at once', async () => {
    const { url, asked } = await startGateway();
    const { headers } = await post(url, SIGN_IN, { cookie: 'session=0; other=2' });
    expect(headers.getSetCookie()).toEqual([
      'session=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly',
      'theme=dark',
    ]);
    expect(asked.users[0]!.headers['cookie']).toBe('session=0; other=2');
    const card = await post(url, { query: '{ gig(id: "gig_1") { stars } }' }, { cookie: 'session=0' });
    expect(card.headers.getSetCookie()).toEqual([]);
    for (const { headers: sent } of [...asked.gigs, ...asked.ratings])
      expect(sent).not.toHaveProperty('cookie');
  });
});

describe('a request id', () => {
  const QUERY = { query: '{ gig(id: "gig_1") { stars } }' };

  it('is taken when it is short and plain, and goes everywhere', async () => {
    const { url, asked } = await startGateway();
    const { headers } = await post(url, QUERY, { 'x-request-id': 'req_01J-7.b' });
    expect(headers.get('x-request-id')).toBe('req_01J-7.b');
    const sent = [...asked.gigs, ...asked.ratings].map((request) => request.headers['x-request-id']);
    expect(sent).toEqual(['req_01J-7.b', 'req_01J-7.b']);
  });

  it('gives the client’s trace context to the subgraphs, and none where there is none', async () => {
    const { url, asked } = await startGateway();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await post(url, QUERY, { traceparent });
    await post(url, QUERY);
    expect(asked.gigs.map(({ headers }) => headers['traceparent'])).toEqual([traceparent, undefined]);
  });

  it.each(['', 'a b', '<script>', 'x'.repeat(65)])('is made where it is %j', async (given) => {
    const { url } = await startGateway();
    const { headers } = await post(url, QUERY, { 'x-request-id': given });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('other origins', () => {
  const STUDIO = 'https://studio.apollographql.com';
  const preflight = async (url: string, origin: string) => {
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
      'access-control-request-private-network': 'true',
    };
    const answer = await fetch(`${url}/graphql`, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    return answer.headers;
  };

  it.each([
    STUDIO,
    'https://sandbox.embed.apollographql.com',
    'http://localhost:5173',
    'http://127.0.0.1:4000',
  ])('may read answers outside production: %s', async (origin) => {
    const { url } = await startGateway();
    const headers = await preflight(url, origin);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(headers.get('access-control-allow-private-network')).toBe('true');
    const { headers: answered } = await post(url, { query: '{ gigs { id } }' }, { origin });
    expect(answered.get('access-control-allow-origin')).toBe(origin);
  });

  it.each([
    'https://evil.example',
    'https://studio.apollographql.com.evil.example',
    'http://localhost.evil.example',
    'null',
  ])('may not: %s', async (origin) => {
    const { url } = await startGateway();
    expect((await preflight(url, origin)).get('access-control-allow-origin')).toBeNull();
  });

  it('are in production the given ones alone, and there is no introspection', async () => {
    const { url } = await startGateway({ production: true, corsOrigins: ['https://chimera.example'] });
    expect((await preflight(url, STUDIO)).get('access-control-allow-origin')).toBeNull();
    expect(
      (await preflight(url, 'https://chimera.example')).get('access-control-allow-origin'),
    ).not.toBeNull();
    const { status, body } = await post(url, { query: '{ __schema { queryType { name } } }' });
    expect([status, body.errors![0]!.extensions['code']]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(body.errors![0]!.message).toContain('INTROSPECTION=on');
    const development = await startGateway();
    const seen = await post(development.url, { query: '{ __schema { queryType { name } } }' });
    expect(seen.body.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });
});

describe('an operator', () => {
  it('sees whether it lives, is ready, and what was counted', async () => {
    let missing = ['orders views'];
    const seen: [string, number][] = [];
    const { url } = await startGateway({
      missing: () => missing,
      metrics: async () => 'chimera_orders_total 3\n',
      observe: ({ path, status }) => seen.push([path, status]),
    });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const unready = await fetch(`${url}/health/ready`);
    expect([unready.status, await unready.json()]).toEqual([
      503,
      { status: 'not ready', missing: ['orders views'] },
    ]);
    missing = [];
    expect((await fetch(`${url}/health/ready`, { method: 'HEAD' })).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('chimera_orders_total 3\n');
    await fetch(`${url}/health/other`);
    expect(seen).toEqual([
      ['/health/live', 200],
      ['/health/ready', 503],
      ['/health/ready', 200],
      ['/metrics', 200],
      ['none', 404],
    ]);
  });

  it('may close it: what is in flight is finished, kept sockets do not hold it up', async () => {
    const { url, gateway } = await startGateway();
    const dispatcher = new Agent();
    const asking = (query: string) =>
      request(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
        dispatcher,
      });
    await (await asking('{ gigs { id } }')).body.dump(); // leaves an idle socket
    const inFlight = asking('{ slowly }');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = performance.now();
    const closed = gateway.close();
    const answer = await inFlight;
    expect(await answer.body.json()).toEqual({ data: { slowly: 'done' } });
    expect(answer.headers['connection']).toBe('close');
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await expect(asking('{ gigs { id } }')).rejects.toThrow();
    await dispatcher.close();
  });

  it('learns at the start when a subgraph has no call', async () => {
    await expect(startGateway({ calls: { ratings: undefined as never } })).rejects.toThrow(
      'names the subgraph ratings, but there are calls for users, gigs',
    );
  });
});
