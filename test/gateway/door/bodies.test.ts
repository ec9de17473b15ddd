import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeGateways, post, startGateway } from '../fakes.ts';

let url: string;
beforeAll(async () => {
  ({ url } = await startGateway());
});
afterAll(closeGateways);

const GIG = 'query ($id: ID!) { gig(id: $id) { id } }';

describe('a body that is no operation', () => {
  it.each([
    ['malformed JSON', '{"query":', 'Expected a body of JSON, got none'],
    ['nothing', '', 'Expected a body of JSON, got nothing.'],
    ['null', 'null', 'Expected a JSON object with a query, got null.'],
    ['a string', '"{ gigs }"', 'Expected a JSON object with a query, got a string.'],
    ['a number', '-1e999', 'Expected a JSON object with a query, got a number.'],
    [
      'a batch',
      [{ query: '{ gigs { id } }' }],
      'Expected a JSON object with a query, got a list of 1: batches',
    ],
    ['an empty object', {}, 'POST body missing'],
    ['a query that is a number', { query: 5 }, 'GraphQL queries must be strings.'],
    ['a query that is a list', { query: ['{ gigs { id } }'] }, 'GraphQL queries must be strings.'],
    ['an empty query', { query: '' }, 'GraphQL operations must contain a non-empty `query`'],
    ['half a surrogate pair', '{"query":"{ a(b: \\"\\ud800\\") }"}', 'got a lone surrogate'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'Expected a body in UTF-8'],
    ['variables in a list', { query: GIG, variables: [1] }, '`variables` in a POST body must be an object'],
    ['variables in a string', { query: GIG, variables: '{}' }, '`variables` in a POST body should be'],
    ['an operation name of no text', { query: GIG, operationName: {} }, '`operationName` in a POST body'],
  ])('is refused with 400: %s', async (_, body, message) => {
    const answer = await post(url, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors![0]!.message).toContain(message);
    expect(answer.body.errors![0]!.extensions).toEqual({
      code: 'BAD_REQUEST',
      requestId: answer.headers.get('x-request-id'),
    });
  });
});

describe('an operation that cannot be run', () => {
  const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

  it.each([
    ['syntax', { query: '{ gigs {' }, 'GRAPHQL_PARSE_FAILED'],
    ['too many tokens', { query: `{ ${'gigs { id } '.repeat(2_000)} }` }, 'GRAPHQL_PARSE_FAILED'],
    ['deep braces', { query: nested(2_499, '{a', '}') }, 'GRAPHQL_PARSE_FAILED'],
    ['deep selections', { query: nested(1_600, '{a', '}') }, 'GRAPHQL_VALIDATION_FAILED'],
    ['deep lists', { query: `{ on(day: ${nested(1_000, '[', ']')}) }` }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'deep objects',
      { query: `{ on(day: ${'{a:'.repeat(1_000)}1${'}'.repeat(1_000)}) }` },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'deep types',
      { query: `query ($a: ${nested(2_400, '[', ']')}) { gigs { id } }` },
      'GRAPHQL_PARSE_FAILED',
    ],
    ['a cycle of fragments', { query: '{ ...A } fragment A on Query { ...A }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown field', { query: '{ gigs { price } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['__proto__', { query: '{ __proto__ { id } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable of ours',
      { query: 'query ($representations: ID!) { gig(id: $representations) { id } }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a variable of another type', { query: GIG, variables: { id: { a: 1 } } }, 'BAD_USER_INPUT'],
    ['no value', { query: GIG, variables: JSON.parse('{"__proto__":{"id":"gig_1"}}') }, 'BAD_USER_INPUT'],
    ['a fraction for an id', { query: GIG, variables: { id: 1.5 } }, 'BAD_USER_INPUT'],
    [
      'an unknown operation',
      { query: 'query A { gigs { id } }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a subscription', { query: 'subscription { gigs { id } }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ])('is refused with 400: %s', async (_, body, code) => {
    const answer = await post(url, body);
    expect([answer.status, answer.body.errors![0]!.extensions['code']]).toEqual([400, code]);
  });

  it('is told how deep it may be, where the parser itself has no more room', async () => {
    const { body } = await post(url, { query: `{ gig(id: ${'['.repeat(4_900)}` });
    expect(body.errors![0]).toMatchObject({
      message: 'Expected at most 30 levels of selections and 10 of literals, got more than can be read.',
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  });

  it('is refused with 400 when its variables are nested too deep to be copied', async () => {
    const day = nested(200_000, '[', ']');
    const body = `{"query":"query ($day: DateTime) { on(day: $day) }","variables":{"day":${day}}}`;
    const answer = await post(url, body);
    expect([answer.status, answer.body.errors![0]!.message]).toEqual([
      400,
      'Expected variables of at most 50 levels, got deeper ones.',
    ]);
  });

  it('is refused with 400 when a directive gets null for its condition', async () => {
    const query = 'query ($x: Boolean = true) { gigs { id @include(if: $x) } }';
    const answer = await post(url, { query, variables: { x: null } });
    expect([answer.status, answer.body.errors![0]!.extensions['code']]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

describe('odd values that a scalar may hold', () => {
  it.each([
    ['__proto__', '{"__proto__":{"a":1}}'],
    ['lone surrogate', '"\\ud800"'],
    ['huge', '1e308'],
    ['negative', '-9007199254740993'],
  ])('reach the subgraph: %s', async (_, day) => {
    const body = `{"query":"query ($day: DateTime) { on(day: $day) }","variables":{"day":${day}}}`;
    const answer = await post(url, body);
    expect(answer.status).toBe(200);
    expect(answer.body.data!['on']).toBe(JSON.stringify(JSON.parse(day)));
  });
});

describe('the door', () => {
  it('takes bodies of at most 1 MiB, and says what came', async () => {
    const { status, body } = await post(url, `{"query":"${'#'.repeat(1024 * 1024)}"}`);
    expect(status).toBe(413);
    expect(body.errors![0]).toMatchObject({
      message: 'Expected a body of at most 1048576 bytes, got 1048588 bytes.',
      extensions: { code: 'PAYLOAD_TOO_LARGE' },
    });
  });

  it('leaves the connection open while a client still sends far more: it would not read the answer', async () => {
    const socket = connect(Number(new URL(url).port), 'localhost');
    const body = Buffer.alloc(10_000_000, 0x20);
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';
    socket.write(`${head}content-length: ${body.length}\r\n\r\n`);
    socket.write(body.subarray(0, 100_000));
    let hasEnded = false;
    const answer = text(socket).finally(() => (hasEnded = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(hasEnded).toBe(false);
    socket.write(body.subarray(100_000));
    expect(await answer).toMatch(/^HTTP\/1.1 413 .*at most 1048576 bytes/s);
  });

  it('stops reading a body of unknown length at the limit', async () => {
    const status = await new Promise((resolve, reject) => {
      const sending = httpRequest(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      sending.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      for (let i = 0; i < 40; i += 1) sending.write(Buffer.alloc(64 * 1024, 0x20));
      sending.end();
    });
    expect(status).toBe(413);
  });

  it.each([
    [{ 'content-type': 'text/plain' }, 'got text/plain.'],
    [{ 'content-type': 'application/json; charset=utf-16' }, 'got application/json; charset=utf-16.'],
    [{ 'content-type': '???' }, 'got ???.'],
    [
      { 'content-type': 'multipart/form-data; boundary=x' },
      'got multipart/form-data; boundary=x: files are not taken here.',
    ],
    [{ 'content-encoding': 'gzip' }, 'got gzip.'],
  ])('takes JSON alone: %j', async (headers, message) => {
    const { status, body } = await post(url, { query: '{ gigs { id } }' }, headers as Record<string, string>);
    expect([status, body.errors![0]!.extensions['code']]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(body.errors![0]!.message).toContain(message);
  });

  it('says what is where', async () => {
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    const wrong = await fetch(`${url}/graphql`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, GET, OPTIONS']);
    const typed = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([typed.status, typed.headers.get('location')]).toEqual([303, '/']);
  });
});
