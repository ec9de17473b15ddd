import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createDocuments } from '../../../gateway/documents/documents.ts';
import { LIMITS } from '../../../gateway/documents/limits/defaults.ts';
import { createLimits } from '../../../gateway/documents/limits/limits.ts';

const definitions = `
  directive @weight(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @cost__listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  scalar Image @weight(weight: 2)
  enum Level @weight(weight: 1) { LOW }
  input Near { place: String @weight(weight: 4) and: [Near!] }
  interface Thing { id: ID! many(n: Int): [Thing!] price: Int }
  type Cheap implements Thing { id: ID! many(n: Int): [Thing!] price: Int }
  type Dear implements Thing @weight(weight: 8) {
    id: ID! many(n: Int): [Thing!] @cost__listSize(slicingArguments: ["n"]) price: Int @weight(weight: 3)
  }
  type Query {
    image: Image
    level: Level
    dear: Dear
    thing: Thing
    near(by: Near, exact: Boolean @weight(weight: 2)): String
    paged(first: Int, last: Int): [Cheap] @cost__listSize(slicingArguments: ["first", "last"])
    loose(first: Int, last: Int): [Cheap] @cost__listSize(assumedSize: 7, slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
  }`;
const supergraph = `
  schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: [{ name: "@cost", as: "@weight" }]) { query: Query }
  directive @link(url: String, import: [Any]) repeatable on SCHEMA
  scalar Any ${definitions}`;
const schema = buildSchema(definitions);
const documents = createDocuments({ schema, supergraph, limits: { page: 1_000 } });
const limitsOf = createLimits(supergraph, { ...LIMITS, page: 1_000 });

const asked = (query: string, given: Record<string, unknown> = {}) => {
  const { form, literals } = documents.get(query)!;
  const variables = { ...given, ...literals };
  const [error] = form.check(variables);
  return error ? error.message : limitsOf({ schema, ...form }).costOf(variables).estimated;
};

describe('what a supergraph says of costs, under the names that it imports', () => {
  it.each<[string, string, object, number | string]>([
    ['a scalar', '{ image }', {}, 2],
    ['an enum', '{ level }', {}, 1],
    ['an object, in place of 1', '{ dear { id } }', {}, 8],
    ['a field, beside what it answers', '{ dear { price } }', {}, 11],
    ['an interface, as the costliest of its types', '{ thing { price } }', {}, 11],
    ['… and its lists', '{ thing { many(n: 2) { id } } }', {}, 24],
    ['an argument that is given', '{ near(exact: false) }', {}, 2],
    ['an argument whose variable is absent', 'query ($b: Boolean) { near(exact: $b) }', {}, 0],
    ['input fields that are given', '{ near(by: { place: "a", and: [{ place: "b" }] }) }', {}, 8],
    ['… in variables', 'query ($n: Near) { near(by: $n) }', { n: { and: [{ place: 'b' }, {}] } }, 4],
    ['… beside variables', 'query ($p: String) { near(by: { place: $p }) }', { p: 'a' }, 4],
    ['a list by one of its arguments', '{ paged(last: 250) { id } }', {}, 250],
    ['a list by none of several', '{ loose { id } }', {}, 7],
    ['a list by the larger of several', '{ loose(first: 2, last: 9) { id } }', {}, 9],
    [
      'a list that needs one of them, not two',
      '{ paged(first: 1, last: 1) { id } }',
      {},
      'Expected one of first and last for Query.paged, got 2 of them.',
    ],
    [
      'a list that needs one of them, not none',
      'query ($n: Int) { paged(first: $n) { id } }',
      {},
      'Expected one of first and last for Query.paged, got 0 of them.',
    ],
  ])('%s', (_, query, variables, cost) =>
    expect(asked(query, variables as Record<string, unknown>)).toBe(cost),
  );
});
