import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Lane } from '../../../gateway/lanes/lanes.ts';
import { closeGateways, post, startGateway } from '../fakes.ts';

const QUERY = '{ gig(id: "gig_1") { title } }';
const HASH = createHash('sha256').update(QUERY).digest('hex');

let [url, server] = ['', ''];
const lanes: Lane[] = [];
beforeAll(async () => {
  ({ url } = await startGateway({ onLane: (lane) => lanes.push(lane) }));
  ({ url: server } = await startGateway({ switches: { direct: false } }));
});
afterAll(closeGateways);

const shown = async (response: Response) => {
  const { status, headers } = response;
  const told = (await response.text()).trim().replaceAll(/"requestId":"[^"]*"|the id [\w-]+/g, '');
  return { status, type: headers.get('content-type'), cache: headers.get('cache-control'), told };
};

type Request = { search?: string; headers?: Record<string, string>; body?: object; method?: string };

/** Answers the lane that it took; expects what Apollo's server says. */
const laneOf = async ({ search = '', body, ...init }: Request) => {
  const asking = (to: string) =>
    fetch(`${to}/graphql${search}`, { ...init, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
  const seen = await shown(await asking(url));
  expect(seen).toEqual(await shown(await asking(server)));
  return lanes.at(-1);
};

describe('extensions', () => {
  const headers = { 'content-type': 'application/json' };
  it.each<[string, object, Lane]>([
    ['of Apollo Client 4', { clientLibrary: { name: '@apollo/client', version: '4.0.0' } }, 'direct'],
    ['without anything', {}, 'direct'],
    ['that are a list', [], 'server'],
  ])('%s', async (_, extensions, lane) => {
    expect(await laneOf({ headers, body: { query: QUERY, extensions } })).toBe(lane);
  });

  it('beside a persisted query', async () => {
    const persistedQuery = { version: 1, sha256Hash: HASH };
    const body = { query: QUERY, extensions: { persistedQuery, clientLibrary: { name: 'a' } } };
    expect(await laneOf({ headers, body })).toBe('direct');
    expect(await laneOf({ headers, body: { extensions: body.extensions } })).toBe('direct');
  });

  it('of an answer that is asked for its cost', async () => {
    const { body } = await post(url, { query: QUERY, extensions: {} }, { 'x-chimera-cost': '1' });
    expect([body.extensions, lanes.at(-1)]).toEqual([{ cost: expect.anything() }, 'server']);
  });
});

describe('an answer of a type that is accepted', () => {
  it.each<[string, Lane]>([
    ['*/*', 'direct'],
    ['application/*', 'direct'],
    ['application/graphql-response+json', 'direct'],
    ['application/graphql-response+json,application/json;q=0.9', 'direct'],
    ['application/json;q=0.9, application/graphql-response+json', 'direct'],
    ['application/json, application/graphql-response+json', 'direct'],
    [
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream',
      'direct',
    ],
    ['multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9', 'direct'],
    ['application/graphql-response+json; charset=UTF-8, application/json', 'direct'],
    ['APPLICATION/JSON; q=0.5, */*;q=0.1', 'direct'],
    ['text/html, */*;q=0.8', 'direct'],
    ['application/json;q=0, */*', 'direct'],
    ['*/*, application/graphql-response+json;q=0.2', 'direct'],
    ['application/json;charset=utf-8;q=0.4, application/json;q=0.6, application/*;q=0.5', 'direct'],
    ['application/json;q=0, text/plain', 'server'],
    ['text/html', 'server'],
    ['application/json;version=2', 'server'],
    ['application/json;q="1"', 'server'],
  ])('%s', async (accept, lane) => {
    const headers = { 'content-type': 'application/json', accept };
    expect(await laneOf({ headers, body: { query: QUERY } })).toBe(lane);
    expect(await laneOf({ headers, body: { query: QUERY } })).toBe(lane);
  });
});

describe('a GET', () => {
  const onPurpose = { 'apollo-require-preflight': '1' };
  const variables = '{"id":"gig_2"}';
  const query = 'query A($id: ID!) { gig(id: $id) { title } } query B { gigs { id } }';
  const mutation = 'mutation { signIn { token } }';

  it.each<[string, string[][], Record<string, string>, Lane]>([
    ['of a query', [['query', QUERY]], onPurpose, 'direct'],
    ['that is JSON', [['query', QUERY]], { 'content-type': 'application/json' }, 'direct'],
    ['with its name', [['query', QUERY]], { 'x-apollo-operation-name': 'a' }, 'direct'],
    ['with all that it may have', [['query', query], ['operationName', 'A'], ['variables', variables], ['extensions', '{}']], onPurpose, 'direct'], // prettier-ignore
    ['of a mutation', [['query', mutation]], onPurpose, 'server'],
    ['that any page may send', [['query', QUERY]], {}, 'server'],
    ['of a form', [['query', QUERY]], { ...onPurpose, 'content-type': 'text/plain' }, 'server'],
    ['of two queries', [['query', QUERY], ['query', QUERY]], onPurpose, 'server'], // prettier-ignore
    ['of no JSON', [['query', query], ['operationName', 'A'], ['variables', '{']], onPurpose, 'server'], // prettier-ignore
    ['of null', [['query', QUERY], ['variables', 'null']], onPurpose, 'server'], // prettier-ignore
    ['of a list', [['query', QUERY], ['extensions', '[]']], onPurpose, 'server'], // prettier-ignore
    ['of nothing', [], onPurpose, 'server'],
  ])('%s', async (_, params, headers, lane) => {
    expect(await laneOf({ search: `?${new URLSearchParams(params as [string, string][])}`, headers })).toBe(
      lane,
    );
  });

  it('that is a HEAD', async () => {
    const search = `?${new URLSearchParams({ query: QUERY })}`;
    expect(await laneOf({ method: 'HEAD', search, headers: onPurpose })).toBe('server');
  });
});
