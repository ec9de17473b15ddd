import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Supergraph } from '@apollo/federation-internals';
import { createDocuments } from '../../../gateway/documents/documents.ts';
import { LIMITS } from '../../../gateway/documents/limits/defaults.ts';
import { createLimits } from '../../../gateway/documents/limits/limits.ts';
import { SUPERGRAPH } from '../../../schema/compose.ts';
import * as pages from '../pages.ts';

const supergraph = readFileSync(SUPERGRAPH, 'utf8');
const schema = Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema();
const documents = createDocuments({ schema, supergraph, limits: { cost: 1_000 } });
const limitsOf = createLimits(supergraph, { ...LIMITS, cost: 1_000 });

const known = (query: string, variables: object = {}) => {
  const { form, literals } = documents.get(query)!;
  return { form, variables: { ...variables, ...literals } };
};
const costOf = (query: string, given?: object) => {
  const { form, variables } = known(query, given);
  return limitsOf({ schema, ...form }).costOf(variables).estimated;
};

const first = 'query ($first: Int) { viewer { gigs(first: $first) { nodes { id } } } }';
const quantity = 'query ($n: Int = 5) { viewer { gigs(first: $n) { nodes { id } } } }';

describe('the cost of an operation', () => {
  it.each<[string, string, object, number]>([
    ['an object is 1, its scalars nothing', '{ viewer { id username } }', {}, 1],
    ['an object in an object', '{ viewer { sellerProfile { level } } }', {}, 2],
    ['aliases count each', '{ a: viewer { id } b: viewer { id } }', {}, 2],
    [
      'fragments count where they are spread',
      '{ viewer { ...A } } fragment A on User { sellerProfile { level } }',
      {},
      2,
    ],
    ['an interface is as its types', '{ node(id: "usr_1") { id } }', {}, 1],
    ['the schema’s own names are free', '{ __typename viewer { __typename } }', {}, 1],
    ['a connection is 1 and its nodes', '{ viewer { gigs(first: 7) { nodes { id } } } }', {}, 9],
    ['… of 20 by default', '{ viewer { gigs { nodes { id } } } }', {}, 22],
    ['… by a variable', first, { first: 3 }, 5],
    ['… by an absent variable: the argument’s default', first, {}, 22],
    ['… by a variable’s default', quantity, {}, 7],
    ['… by null: the largest page', first, { first: null }, 102],
    ['a connection that only counts', '{ viewer { gigs(first: 100) { totalCount } } }', {}, 2],
    [
      'an edge is an object, too',
      '{ viewer { gigs(first: 10) { edges { cursor node { id } } pageInfo { hasNextPage } } } }',
      {},
      23,
    ],
    [
      'a search is 5 more',
      '{ searchGigs(input: {}, first: 10) { nodes { startingPrice { amount } } } }',
      {},
      26,
    ],
    ['a list of assumed size', '{ categories { id } }', {}, 60],
    ['a list of ids that are given', '{ users(ids: ["usr_1", "usr_2"]) { id } }', {}, 2],
    ['a list without a size is of 10', '{ gig(id: "gig_1") { packages { price { amount } } } }', {}, 21],
    [
      'lists in lists multiply',
      '{ viewer { gigs(first: 10) { nodes { ratings(first: 5) { nodes { id } } } } } }',
      {},
      72,
    ],
    ['a mutation is 10 more', 'mutation { signOut(input: {}) { userErrors { code } } }', {}, 21],
    ['a page of the storefront', pages.gigPage, { slug: 'a' }, 108],
  ])('%s', (_, query, variables, cost) => expect(costOf(query, variables)).toBe(cost));

  it('is refused above the limit, before anything is asked', () => {
    const { form, variables } = known(pages.searchHits, { input: {} });
    expect(form.check(variables)).toEqual([]);
    expect(limitsOf({ schema, ...form }).costOf(variables)).toEqual({ estimated: 367, limit: 1_000 });
    const bomb = known('{ viewer { gigs(first: 100) { nodes { ratings(first: 10) { nodes { id } } } } } }');
    const [error] = bomb.form.check(bomb.variables);
    expect(error!.message).toMatch(/^Expected an operation that costs at most 1000, got one of 1202: /);
    expect(error!.extensions).toEqual({ code: 'OPERATION_TOO_COSTLY', http: { status: 400 } });
  });
});
