import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { createQueries } from '../../../gateway/documents/queries.ts';
import { resolveSearch } from '../../../gateway/documents/search.ts';
import { readTrusted } from '../../../gateway/documents/trusted.ts';

const QUERY = '{ viewer { id } }';
const HASH = createHash('sha256').update(QUERY).digest('hex');
const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: HASH }, tracing: true });
const operations = [{ id: 'viewer', body: QUERY }];
const trusted = readTrusted(
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
);

const resolved = (queries: ReturnType<typeof createQueries>, given: Record<string, string>) =>
  Object.fromEntries(new URLSearchParams(resolveSearch(queries, `?${new URLSearchParams(given)}`)));

it('a GET asks for a document by hash or id, as a POST does', () => {
  const queries = createQueries({ trusted });
  expect(resolved(queries, { query: QUERY, extensions })).toEqual({
    query: QUERY,
    extensions: '{"tracing":true}',
  });
  expect(resolved(queries, { extensions, variables: '{}' })).toEqual({
    query: QUERY,
    extensions: '{"tracing":true}',
    variables: '{}',
  });
  expect(resolved(queries, { documentId: 'viewer' })).toEqual({ query: QUERY });
  expect(() => resolveSearch(createQueries(), '?id=viewer')).toThrow(
    /^Expected the id of a trusted document/,
  );
});

it('a GET is as it was where there is nothing to resolve', () => {
  const search = '?query=%7B%20a%20%7D&query=b&extensions=%7B';
  expect(resolveSearch(createQueries(), search)).toBe(search);
});

it('where only trusted documents are wanted, a GET of another is refused', () => {
  const queries = createQueries({ trusted, onlyTrusted: true });
  expect(resolved(queries, { query: QUERY })).toEqual({ query: QUERY });
  for (const search of ['', '?query={gigs{id}}', `?query={gigs{id}}&id=viewer`, '?id=gone'])
    expect(() => resolveSearch(queries, search)).toThrow(/^Expected a document of this server’s manifest/);
});
