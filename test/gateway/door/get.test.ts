import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answered } from '../../../gateway/door/server.ts';
import { closeGateways, post, startGateway, type Told } from '../fakes.ts';

let url: string;
const answered: Answered[] = [];
beforeAll(async () => {
  ({ url } = await startGateway({ observe: (one) => answered.push(one) }));
});
afterAll(closeGateways);

const get = async (query: string, headers: Record<string, string> = { 'apollo-require-preflight': '1' }) => {
  const response = await fetch(`${url}/graphql?${new URLSearchParams({ query })}`, { headers });
  return { response, body: (await response.json()) as Told };
};

describe('by GET', () => {
  it('a query is answered', async () => {
    const { response, body } = await get('{ gig(id: "gig_1") { title } }');
    expect([response.status, body]).toEqual([200, { data: { gig: { title: 'Gig gig_1' } } }]);
  });

  it('nothing is done', async () => {
    const { response, body } = await get('mutation { signIn { token } }');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(body.errors![0]!.message).toContain('GET requests only support query operations');
  });

  // A page of another origin can send such a request with the reader's cookies, unasked.
  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a text', { 'content-type': 'text/plain' }],
  ])('what a page may send without being asked for is refused: %s', async (_, headers) => {
    const { response, body } = await get('{ gigs { id } }', headers);
    expect([response.status, body.errors![0]!.extensions['code']]).toEqual([400, 'BAD_REQUEST']);
    expect(body.errors![0]!.message).toContain('Cross-Site Request Forgery');
  });
});

describe('of a request is known', () => {
  it.each<[string, object, string | undefined]>([
    [
      'the operation that was chosen',
      { query: 'query A { gigs { id } } query B { gigs { id } }', operationName: 'B' },
      'B',
    ],
    ['the only one', { query: '\n query Gigs { gigs { id } }' }, 'Gigs'],
    ['none', { query: '{ gigs { id } }' }, undefined],
    ['none where it is no name', { query: '{ gigs { id } }', operationName: 'a b' }, undefined],
  ])('%s', async (_, body, operation) => {
    await post(url, body);
    expect(answered.at(-1)!.asked.operation).toBe(operation);
  });

  it('the same by GET', async () => {
    await get('query Gigs { gigs { id } }');
    expect(answered.at(-1)!.asked.operation).toBe('Gigs');
  });

  it.each<[Record<string, string>, object | undefined]>([
    [
      { 'apollographql-client-name': 'shop', 'apollographql-client-version': '1.2' },
      { name: 'shop', version: '1.2' },
    ],
    [{ 'graphql-client-name': 'shop/ios' }, { name: 'shop/ios', version: undefined }],
    [
      { 'graphql-client-name': 'a', 'graphql-client-version': '"' },
      { name: 'a', version: undefined },
    ],
    [{ 'graphql-client-name': '\u00e9' }, undefined],
    [{ 'graphql-client-name': 'x'.repeat(65) }, undefined],
    [{ 'apollographql-client-version': '1' }, undefined],
  ])('the client, as it calls itself: %j', async (headers, client) => {
    await post(url, { query: '{ gigs { id } }' }, headers);
    expect(answered.at(-1)!.asked.client).toEqual(client);
  });
});
