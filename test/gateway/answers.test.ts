import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import type { SubgraphCall } from '../../kernel/graphql/subgraph-call.ts';
import { closeGateways, post, startGateway } from './fakes.ts';

afterAll(closeGateways);

type Started = Awaited<ReturnType<typeof startGateway>>;

const CARD = '{ gig(id: "gig_1") { title stars seller { username } } }';

describe('a query', () => {
  let started: Started;
  beforeAll(async () => {
    started = await startGateway();
  });

  it('is answered by several subgraphs as one', async () => {
    const { status, body } = await post(started.url, { query: CARD });
    expect(status).toBe(200);
    expect(body).toEqual({ data: { gig: { title: 'Gig gig_1', stars: 4.5, seller: { username: 'sam' } } } });
  });

  it('may come by GET, from a client that says it is no form', async () => {
    const query = new URLSearchParams({ query: '{ gigs { id } }' });
    const headers = { 'apollo-require-preflight': '1' };
    const answer = await fetch(`${started.url}/graphql?${query}`, { headers });
    expect(await answer.json()).toMatchObject({ data: { gigs: [{}, {}, {}] } });
    expect((await fetch(`${started.url}/graphql?${query}`)).status).toBe(400);
  });

  it('shows an error of one item at that item', async () => {
    const { body } = await post(started.url, { query: '{ gigs { id stars } }' });
    expect(body.data!['gigs']).toMatchObject([{ stars: 4.5 }, { stars: 4.5 }, { stars: null }]);
    expect(body.errors).toEqual([
      {
        message: 'No stars.',
        path: ['gigs', 2, 'stars'],
        extensions: { code: 'HIDDEN', serviceName: 'ratings', requestId: expect.any(String) },
      },
    ]);
  });

  // The planner alone would take the title for the key, or the key for the title.
  it.each([
    ['', '{ gigs { id: title rating: stars it: id seller { id: username } } }'],
    [
      'A',
      'query A { gigs { ...F rating: stars } } query B { gigs { id } } ' +
        'fragment F on Gig { id: title it: id seller { id: username } }',
    ],
  ])('may give a field the name of another one that the plan needs: %s', async (operationName, query) => {
    const { body } = await post(started.url, { query, ...(operationName && { operationName }) });
    expect(body.data!['gigs']).toEqual([
      { id: 'Gig gig_1', rating: 4.5, it: 'gig_1', seller: { id: 'sam' } },
      { id: 'Gig gig_orphan', rating: 4.5, it: 'gig_orphan', seller: null },
      { id: 'Gig gig_2', rating: null, it: 'gig_2', seller: { id: 'sam' } },
    ]);
    expect(body.errors).toMatchObject([{ message: 'No stars.', path: ['gigs', 2, 'rating'] }]);
  });

  it('may ask of the schema beside that', async () => {
    const query = '{ __schema { queryType { name } } gigs { id: title stars } }';
    const { body } = await post(started.url, { query });
    expect(body.data).toMatchObject({
      __schema: { queryType: { name: 'Query' } },
      gigs: [{ id: 'Gig gig_1' }, {}, {}],
    });
  });

  it('shows a reference to what is not there as null, and no error', async () => {
    const { body } = await post(started.url, {
      query: '{ gig(id: "gig_orphan") { title seller { username } } }',
    });
    expect(body).toEqual({ data: { gig: { title: 'Gig gig_orphan', seller: null } } });
  });

  it('may be introspection, with all that graphql-js knows of', async () => {
    const all = { specifiedByUrl: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true };
    const query = getIntrospectionQuery(all);
    const { status, body } = await post(started.url, { query });
    expect(status).toBe(200);
    expect(buildClientSchema(body.data as unknown as IntrospectionQuery).getType('Gig')).toBeDefined();
  });

  it('takes defaults of variables, in directives too', async () => {
    const query =
      'query ($x: Boolean = true) { gig(id: "gig_1") { id @include(if: $x) title @skip(if: $x) } }';
    expect((await post(started.url, { query })).body).toEqual({ data: { gig: { id: 'gig_1' } } });
  });
});

describe('errors', () => {
  let started: Started;
  beforeAll(async () => {
    started = await startGateway();
  });

  it('pass with their code, and without what a client need not know', async () => {
    const { body } = await post(started.url, { query: '{ refused }' }, { 'x-request-id': 'req-1' });
    expect(body.errors).toEqual([
      {
        message: 'Sign in first.',
        path: ['refused'],
        extensions: { code: 'UNAUTHENTICATED', serviceName: 'users', field: ['x'], requestId: 'req-1' },
      },
    ]);
  });

  it.each([
    ['query', 'broken'],
    ['mutation', 'required'],
  ])('of code are masked, with the id under which they are logged: %s { %s }', async (operation, field) => {
    const { body, headers } = await post(started.url, { query: `${operation} { ${field} }` });
    expect(JSON.stringify(body)).not.toMatch(/secret|stack/);
    const requestId = headers.get('x-request-id')!;
    expect(body.errors![0]).toMatchObject({
      message: `Something went wrong here. Report it with the id ${requestId}.`,
      path: [field],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
    });
  });
});

describe('one subgraph that is down', () => {
  const down: [string, SubgraphCall, string][] = [
    ['answers 503', async () => ({ status: 503, headers: {}, body: {} }), 'SERVICE_UNAVAILABLE'],
    ['answers a list', async () => ({ status: 200, headers: {}, body: [] as object }), 'BAD_GATEWAY'],
    ['answers an empty object', async () => ({ status: 200, headers: {}, body: {} }), 'BAD_GATEWAY'],
    [
      'answers errors of no form',
      async () => ({ status: 200, headers: {}, body: { errors: [1] } as object }),
      'BAD_GATEWAY',
    ],
    ['throws', () => Promise.reject(new Error('secret')), 'INTERNAL_SERVER_ERROR'],
    [
      'knows no viewer',
      async () => ({ status: 401, headers: {}, body: { errors: [] } }),
      'INTERNAL_SERVER_ERROR',
    ],
  ];

  it.each(down)('nulls its own fields and nothing else: it %s', async (_, ratings, code) => {
    const { url } = await startGateway({ calls: { ratings } });
    const { status, body } = await post(url, { query: '{ gigs { title stars } }' });
    expect(status).toBe(200);
    expect(body.data!['gigs']).toMatchObject(
      [1, 2, 3].map(() => ({ title: expect.any(String), stars: null })),
    );
    expect(body.errors).toMatchObject([{ path: ['gigs'], extensions: { code, serviceName: 'ratings' } }]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('makes an answer null, with an error, where nothing else is left of it', async () => {
    const users = async () => ({ status: 200, headers: {}, body: { data: {} } });
    const { url } = await startGateway({ calls: { users } });
    const { body } = await post(url, { query: 'mutation { required }' });
    expect(body.data).toBeNull();
    expect(body.errors).toMatchObject([
      { path: ['required'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
  });
});
