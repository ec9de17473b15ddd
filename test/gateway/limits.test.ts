import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import * as benched from '../../bench/pages.ts';
import { examples } from '../../gateway/explorer/examples.ts';
import type { SubgraphCall } from '../../kernel/graphql/subgraph-call.ts';
import { SUPERGRAPH } from '../../schema/compose.ts';
import { closeGateways, post, startGateway } from './fakes.ts';
import * as pages from './pages.ts';

const NAMES = ['users', 'gigs', 'orders', 'ratings'];
let url: string;
let calls = 0;

beforeAll(async () => {
  const call: SubgraphCall = async () => {
    calls += 1;
    return { status: 200, headers: {}, body: { data: {} } };
  };
  const supergraph = readFileSync(SUPERGRAPH, 'utf8');
  ({ url } = await startGateway({
    supergraph,
    calls: Object.fromEntries(NAMES.map((name) => [name, call])),
  }));
});
afterAll(closeGateways);

const times = (count: number, each: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => each(i)).join(' ');

/** The message with which an operation is refused before any subgraph is asked, or undefined. */
const refusal = async (query: string, variables: object = {}) => {
  const before = calls;
  const { status, body } = await post(url, { query, variables });
  const error = body.errors?.find(({ extensions: { code } }) => /^(OPERATION_TOO|GRAPHQL)_/.test(`${code}`));
  if (!error) return undefined;
  expect([status, calls]).toEqual([400, before]);
  return error.message;
};

const nested = (levels: number, first: string): string =>
  levels === 0 ? 'id' : `seller { gigs${first} { nodes { ${nested(levels - 1, first)} } } }`;

describe('the objects that an operation may ask for', () => {
  it('are counted down the tree: lists in lists multiply', async () => {
    const bomb = `{ searchGigs(input: {}, first: 100) { nodes { ${nested(3, '(first: 100)')} } } }`;
    expect(await refusal(bomb)).toMatch(/^Expected at most 10000 objects .* for up to 103030301:/);
  });

  it.each<[string, string, object]>([
    ['default page sizes', `{ searchGigs(input: {}) { nodes { ${nested(3, '')} } } }`, {}],
    [
      'variables',
      `query ($n: Int) { viewer { ${'gigs(first: $n) { nodes { seller {'.repeat(2)} gigs(first: $n) { nodes { id } } ${'} } }'.repeat(2)} } }`,
      { n: 50 },
    ],
    [
      'defaults of variables',
      `query ($n: Int = 50) { viewer { gigs(first: $n) { nodes { ${nested(2, '(first: $n)')} } } } }`,
      {},
    ],
    [
      'null, as the largest page',
      `query ($n: Int) { viewer { gigs(first: $n) { nodes { ${nested(1, '(first: $n)')} } } } }`,
      { n: null },
    ],
    [
      'edges',
      '{ viewer { gigs(first: 100) { edges { node { seller { gigs(first: 100) { edges { cursor } } } } } } } }',
      {},
    ],
    [
      'aliases',
      `{ viewer { ${times(30, (i) => `a${i}: gigs(first: 100) { nodes { seller { id } category { id } packages { tier } } }`)} } }`,
      {},
    ],
    [
      'fragments',
      '{ viewer { gigs(first: 100) { ...A } } } fragment A on GigConnection { nodes { ... on Gig { seller { gigs(first: 100) { nodes { id } } } } } }',
      {},
    ],
    [
      'lists of ids',
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { gigs(first: 100) { nodes { id } } } } }`,
      { ids: Array(100).fill('usr_1') },
    ],
    [
      'lists without a size',
      '{ searchGigs(input: {}, first: 100) { nodes { category { children { children { id } } } } } }',
      {},
    ],
  ])('are counted with %s', async (_, query, variables) => {
    expect(await refusal(query, variables)).toMatch(/^Expected at most 10000 objects/);
  });

  it('are no more than the ids that are given', async () => {
    const query = 'query ($ids: [ID!]!) { users(ids: $ids) { gigs(first: 100) { nodes { id } } } }';
    expect(await refusal(query, { ids: ['usr_1', 'usr_2'] })).toBeUndefined();
    expect(await refusal('{ users(ids: ["usr_1"]) { gigs(first: 100) { nodes { id } } } }')).toBeUndefined();
  });

  it('leave it to the subgraph to refuse a page size that it does not take', async () => {
    expect(await refusal('{ searchGigs(input: {}, first: 2147483647) { nodes { id } } }')).toBeUndefined();
    expect(await refusal('{ searchGigs(input: {}, first: -1) { nodes { id } } }')).toBeUndefined();
  });
});

describe('an operation', () => {
  it('asks for a bounded number of values, under however many aliases', async () => {
    const page = (name: string) => `${name}: searchGigs(input: {}, first: 100) { nodes { ...A } }`;
    const texts = times(110, (i) => `a${i}: description`);
    const query = `{ ${['a', 'b', 'c'].map(page).join(' ')} } fragment A on Gig { ${texts} }`;
    expect(await refusal(query)).toMatch(/^Expected at most 30000 values .* for up to 33000:/);
  });

  it('has a bounded number of fields once its fragments are spread: the planner spreads them', async () => {
    const doubling = times(20, (i) => `fragment F${i} on User { ...F${i + 1} ... on User { ...F${i + 1} } }`);
    const query = `{ viewer { ...F0 } } ${doubling} fragment F20 on User { id }`;
    expect(await refusal(query)).toMatch(/^Expected at most 1000 selections/);
    const often = `{ viewer { ${times(10, () => '...A')} } } fragment A on User { ${times(100, () => 'id')} }`;
    expect(await refusal(often)).toMatch(/^Expected at most 1000 selections/);
  });

  it('is at most 30 levels deep', async () => {
    const deep = (n: number) => `{ searchGigs(input: {}) { nodes { ${nested(n, '(first: 1)')} } } }`;
    expect(await refusal(deep(9))).toBeUndefined();
    expect(await refusal(deep(10))).toBe('Expected a selection of at most 30 levels, got one of 33.');
  });

  it('has at most 30 fields at the root of a query', async () => {
    const users = (count: number) => `{ ${times(count, (i) => `a${i}: viewer { id }`)} }`;
    expect(await refusal(users(30))).toBeUndefined();
    expect(await refusal(users(31))).toBe('Expected at most 30 fields at the root of a query, got 31.');
    const fragments = `{ ...A } fragment A on Query { ... { ${times(31, (i) => `a${i}: viewer { id }`)} } }`;
    expect(await refusal(fragments)).toBe('Expected at most 30 fields at the root of a query, got 31.');
  });

  it.each([
    ['200 aliases', 'aliases', (i: number) => `a${i}: id`, 200],
    ['100 directives', 'directives', () => 'id @skip(if: true)', 100],
  ])('has at most %s', async (_, what, each, most) => {
    const asked = (count: number) => post(url, { query: `{ viewer { ${times(count, each)} } }` });
    expect((await asked(most)).status).toBe(200);
    const { status, body } = await asked(most + 1);
    expect([status, body.errors![0]!.message]).toEqual([
      400,
      `Expected at most ${most} ${what} in a document, got ${most + 1}.`,
    ]);
  });

  const signIn = (i: number) =>
    `a${i}: signIn(input: { email: "bea@example.com", password: "${i}" }) { token }`;
  const signOut = 'signOut(input: {}) { userErrors { code } }';

  it('has each field of a mutation once: no list of passwords', async () => {
    const once = 'Expected each field of a mutation once in an operation, got signIn';
    expect(await refusal(`mutation { ${times(200, signIn)} }`)).toBe(`${once} 200 times.`);
    expect(await refusal(`mutation { ...A ${signIn(0)} } fragment A on Mutation { ${signIn(1)} }`)).toBe(
      `${once} 2 times.`,
    );
    expect(await refusal(`mutation { ${signIn(0)} ${signOut} }`)).toBeUndefined();
  });
});

describe('what is asked for every day keeps within the limits', () => {
  const largest = { first: 100, n: 100, input: {} };

  it.each(Object.entries(pages))('page %s', async (_, query) =>
    expect(await refusal(query, largest)).toBeUndefined(),
  );
  it.each(Object.entries(benched))('benched page %s', async (_, query) =>
    expect(await refusal(query, largest)).toBeUndefined(),
  );
  it.each(examples.map(({ name, operation }) => [name, operation]))('example %s', async (_, operation) =>
    expect(await refusal(operation, largest)).toBeUndefined(),
  );
  it('introspection', async () =>
    expect(await refusal(getIntrospectionQuery({ inputValueDeprecation: true }))).toBeUndefined());
});

describe('texts', () => {
  const LONG = 'x'.repeat(65_536);

  it('of a query have at most 65536 characters', async () => {
    const { status, body } = await post(url, { query: `{ gig(slug: "${LONG}") { id } }` });
    expect([status, body.errors![0]!.message]).toEqual([
      400,
      'Expected a query of at most 65536 characters, got 65560: send long texts as variables.',
    ]);
  });

  it('in variables have at most 65536 characters', async () => {
    const query = 'query ($input: SearchGigsInput!) { searchGigs(input: $input) { totalCount } }';
    const { status, body } = await post(url, { query, variables: { input: { tags: [`${LONG}x`] } } });
    expect([status, body.errors![0]!.message]).toEqual([
      400,
      'Expected texts of at most 65536 characters in variables, got one of 65537.',
    ]);
  });
});
