import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createQueries } from '../../../gateway/documents/queries.ts';
import { readTrusted } from '../../../gateway/documents/trusted.ts';
import { Refused } from '../../../gateway/errors.ts';

const QUERY = 'query Viewer { viewer { id } }';
const OTHER = '{ viewer { username } }';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({
  persistedQuery: { version, sha256Hash },
});

const manifest = (operations: unknown, format = 'apollo-persisted-query-manifest', version: unknown = 1) =>
  JSON.stringify({ format, version, operations });
const trusted = readTrusted(
  manifest([
    { id: 'viewer', name: 'Viewer', type: 'query', body: QUERY },
    { id: hashOf(OTHER), name: '', type: 'query', body: OTHER },
  ]),
);

const refusal = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [error.status, error.code, error.message];
  }
};

describe('automatic persisted queries', () => {
  it('are asked for by their hash, once they were sent with it', () => {
    const queries = createQueries();
    const extensions = persisted(hashOf(QUERY));
    const notFound = [200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'];
    expect(refusal(() => queries.resolve({ extensions }))).toEqual(notFound);
    expect(queries.resolve({ query: QUERY, extensions })).toEqual({ query: QUERY });
    const more = { ...extensions, tracing: true };
    expect(queries.resolve({ extensions: more, variables: { a: 1 } })).toEqual({
      query: QUERY,
      variables: { a: 1 },
      extensions: { tracing: true },
    });
  });

  it('are never stored under a hash that is not theirs', () => {
    const queries = createQueries();
    const wrong = refusal(() => queries.resolve({ query: OTHER, extensions: persisted(hashOf(QUERY)) }));
    expect(wrong).toEqual([
      400,
      'BAD_REQUEST',
      expect.stringMatching(/^Expected the query’s sha256Hash, got/),
    ]);
    expect(refusal(() => queries.resolve({ extensions: persisted(hashOf(QUERY)) }))).toContain(200);
  });

  it.each([
    [persisted(hashOf(QUERY), 2), 'Expected a persisted query of version 1, got 2.'],
    [persisted(5), 'Expected a sha256Hash, got 5.'],
    [{ persistedQuery: true }, 'Expected a persisted query of version 1, got none.'],
  ])('say what is wrong with %j', (extensions, message) =>
    expect(refusal(() => createQueries().resolve({ query: QUERY, extensions }))).toEqual([
      400,
      'BAD_REQUEST',
      message,
    ]),
  );

  it('take bounded memory: what was used longest ago goes first', () => {
    const queries = createQueries({ persisted: 3_000 });
    const texts = Array.from({ length: 10 }, (_, i) => `{ viewer { id${i} } } #${'x'.repeat(200)}`);
    for (const query of texts) queries.resolve({ query, extensions: persisted(hashOf(query)) });
    const isThere = (text: string) =>
      !Array.isArray(refusal(() => queries.resolve({ extensions: persisted(hashOf(text)) })));
    expect([isThere(texts[0]!), isThere(texts[9]!)]).toEqual([false, true]);
  });
});

describe('trusted documents', () => {
  it.each([
    ['id', { id: 'viewer' }],
    ['documentId', { documentId: 'viewer' }],
    ['sha256Hash', { extensions: persisted('viewer') }],
  ])('are asked for by %s', (_, body) => {
    for (const onlyTrusted of [true, false])
      expect(createQueries({ trusted, onlyTrusted }).resolve({ ...body, operationName: 'Viewer' })).toEqual({
        query: QUERY,
        operationName: 'Viewer',
      });
  });

  it('leave others alone unless only they are wanted', () => {
    const body = { query: '{ gig { id } }' };
    expect(createQueries({ trusted }).resolve(body)).toBe(body);
    expect(refusal(() => createQueries({ trusted }).resolve({ id: 'gone' }))).toEqual([
      400,
      'DOCUMENT_NOT_FOUND',
      'Expected the id of a trusted document, got "gone".',
    ]);
  });

  it.each([
    ['an unknown query', { query: '{ gig { id } }' }, '"{ gig { id } }"'],
    ['an unknown query under a known id', { query: '{ gig { id } }', id: 'viewer' }, '"{ gig { id } }"'],
    ['an unknown hash', { extensions: persisted('0') }, '"0"'],
    ['an unknown query with its hash', { query: '{ a }', extensions: persisted(hashOf('{ a }')) }, '"{ a }"'],
    ['an unknown id', { documentId: 'gone' }, '"gone"'],
    ['nothing', {}, 'none'],
  ])('where only they are wanted, refuse %s', (_, body, got) =>
    expect(refusal(() => createQueries({ trusted, onlyTrusted: true }).resolve(body))).toEqual([
      400,
      'TRUSTED_DOCUMENTS_ONLY',
      `Expected a document of this server’s manifest, or its id, got ${got}.`,
    ]),
  );

  it('may be sent as they are', () => {
    const body = { query: QUERY };
    expect(createQueries({ trusted, onlyTrusted: true }).resolve(body)).toBe(body);
  });

  it('are refused, whatever is sent, but never otherwise', () => {
    const queries = createQueries({ trusted, onlyTrusted: true });
    const VALUE = fc.oneof(fc.jsonValue(), fc.constantFrom('viewer', QUERY, persisted('viewer')));
    fc.assert(
      fc.property(fc.record({ query: VALUE, id: VALUE, extensions: VALUE }, { requiredKeys: [] }), (body) => {
        const answer = refusal(() => queries.resolve(body)) as { query: string };
        if (!Array.isArray(answer)) expect([QUERY, OTHER]).toContain(answer.query);
      }),
    );
  });
});

describe('a manifest', () => {
  it.each([
    ['{', /^Expected a manifest in JSON: /],
    [
      manifest([], 'relay'),
      /^Expected a manifest of format apollo-persisted-query-manifest, version 1; got "relay", version 1\.$/,
    ],
    [manifest([], undefined, 2), /version 1; got "apollo-persisted-query-manifest", version 2\.$/],
    ['null', /got none, version none\.$/],
    [manifest({}), /^Expected a list of operations, got \{\}\.$/],
    [manifest([{ id: 'a' }]), /^Expected an id and a body in operation 0, got \{"id":"a"\}\.$/],
    [manifest([null]), /^Expected an id and a body in operation 0, got null\.$/],
    [
      manifest([
        { id: 'a', body: 'b' },
        { id: 'a', body: 'c' },
      ]),
      /^Expected an id for each operation, got "a" twice\.$/,
    ],
  ])('%s is refused', (text, message) => expect(() => readTrusted(text)).toThrow(message));
});
