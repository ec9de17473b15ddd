import { describe, expect, it } from '@jest/globals';
import { planning } from './federation.ts';

// What the planner of the public packages plans wrongly is refused, operation by operation; nothing else is.
describe('a field that requires another one with an argument', () => {
  const plan = planning({
    shop: 'type Query { item: Item } type Item @key(fields: "id") { id: ID! price(in: String): Int }',
    post: `type Item @key(fields: "id") { id: ID! price(in: String): Int @external
      postage: Int @requires(fields: "price(in: \\"USD\\")") duty: Int @requires(fields: "price(in: \\"EUR\\")") }`,
  });

  it.each([
    '{ item { postage } }',
    '{ item { price(in: "EUR") id } }',
    '{ item { price(in: "USD") postage } }',
    '{ item { other: price(in: "EUR") postage } }',
    'query ($in: String) { item { other: price(in: $in) postage } }',
  ])('is planned: %s', (query) => expect(plan(query)).toMatch(/Sequence|Fetch/));

  it.each([
    '{ item { price(in: "EUR") postage } }',
    '{ item { price postage } }',
    '{ item { postage duty } }',
    'query ($in: String) { item { price(in: $in) postage } }',
  ])('is refused beside another argument: %s', (query) =>
    expect(() => plan(query)).toThrow(
      /^The operation cannot be planned rightly: it would ask for price\(in: "/,
    ),
  );
});

// The planner would ask for one of the two and take it for both: `id` for the weight of a parcel.
describe('a field under the name of another one', () => {
  const plan = planning({
    shop: `type Query { item: Item items: [[Item]] } type Maker { id: ID! @shareable name: String }
      type Item @key(fields: "id maker { id }") { id: ID! weight: Int maker: Maker @shareable name: String }`,
    post: `type Maker { id: ID! @shareable } type Item @key(fields: "id maker { id }") { id: ID! maker: Maker @shareable
      weight: Int @external postage: Int @requires(fields: "weight") stamp: String }`,
  });

  it.each([
    '{ item { weight: id name } }',
    '{ item { other: id postage weight } }',
    '{ item { name: id postage } }',
    '{ item { maker { name: id } stamp } }',
    '{ weight: item { id postage } }',
    '{ item { id: id postage } }',
  ])('is planned where the plan does not need that one: %s', (query) =>
    expect(plan(query)).toMatch(/Sequence|Fetch/),
  );

  it.each([
    ['{ item { weight: id postage } }', 'id as item.weight'],
    ['{ item { postage ... on Item { weight: id } } }', 'id as item.weight'],
    ['query { item { id: name stamp } }', 'name as item.id'],
    ['{ it: item { ...F stamp } } fragment F on Item { id: name }', 'name as it.id'],
    ['{ items { id: name stamp } }', 'name as items.id'],
    ['{ item { maker { id: name } stamp } }', 'name as item.maker.id'],
    ['{ item { maker: name stamp } }', 'name as item.maker'],
    ['{ item { __typename: name } }', 'name as item.__typename'],
    ['query ($if: Boolean!) { item { id: name ... @include(if: $if) { stamp } } }', 'name as item.id'],
  ])('is refused where it does: %s', (query, told) =>
    expect(() => plan(query)).toThrow(
      `it would ask for one field for both ${told} and what is needed there itself; choose another alias.`,
    ),
  );
});

describe('an @interfaceObject that does not resolve its key', () => {
  const plan = planning({
    shop: `type Query { node: Node } interface Node @key(fields: "id") { id: ID! }
      type Item implements Node @key(fields: "id") { id: ID! price: Int name: String @shareable }`,
    post: `type Node @interfaceObject @key(fields: "id", resolvable: false) { id: ID! name: String @shareable }
      type Query { sent: Node }`,
  });

  it.each([
    '{ sent { name } }',
    '{ sent { ... on Item { price } } }',
    '{ node { id ... on Item { name } } }',
  ])('is planned where it is not asked for one: %s', (query) =>
    expect(plan(query)).toMatch(/Sequence|Fetch/),
  );

  it('is refused where it is', () =>
    expect(() => plan('{ sent { ... on Item { price name } } }')).toThrow(
      'it would ask for Item of post by a key that it does not resolve.',
    ));
});

describe('a field that requires one which requires another', () => {
  const near = planning({
    a: `type Query { t: T } type T @key(fields: "id") { id: ID! a: String c: String @external
      g: String @requires(fields: "c") }`,
    b: `type T @key(fields: "id") { id: ID! a: String @external c: String @requires(fields: "a") d: T }`,
  });
  const far = planning({
    a: 'type Query { t: T } type T @key(fields: "id") { id: ID! a: String }',
    b: `type T @key(fields: "id") @key(fields: "code") { id: ID! code: ID! @shareable a: String @external
      c: String @requires(fields: "a") }`,
    c: `type T @key(fields: "code") { code: ID! @shareable c: String @external g: String @requires(fields: "c") }`,
  });

  it('is planned where each is asked for with what it requires', () => {
    for (const query of ['{ t { g } }', '{ t { c } }', '{ t { d { c } } }', '{ t { d { a d { id } } } }'])
      expect(near(query)).toBe('Sequence');
    expect(far('{ t { c } }')).toBe('Sequence');
  });

  it.each([
    [near, '{ t { d { g } } }'],
    [near, '{ t { d { c g } } }'],
    [far, '{ t { g } }'],
  ])('is refused where the planner asks for it without: %#, %s', (plan, query) =>
    expect(() => plan(query)).toThrow('it would ask for c of b without what it requires.'),
  );
});

it('what an @interfaceObject requires comes beside the key, in a fragment of its own', () => {
  const plan = planning({
    people: `type Query { nodes: [Node!]! } interface Node @key(fields: "id") { id: ID! name: String }
      type User implements Node @key(fields: "id") { id: ID! name: String age: Int }`,
    names: `type Query { others: [Node] } type Node @interfaceObject @key(fields: "id") { id: ID!
      name: String @external greeting: String @requires(fields: "name") }`,
  });
  for (const root of ['nodes', 'others'])
    expect(plan(`{ ${root} { ... on User { age id name greeting } id name } }`)).toBe('Sequence');
});

it('keys that are resolved, and others that are not, on one type are told apart', () => {
  const plan = planning({
    people: `type Query { one: User } type User @key(fields: "id") @key(fields: "email", resolvable: false)
      { id: ID! email: String! @shareable name: String }`,
    mail: `type Query { two: User } type User @key(fields: "email") { email: String! @shareable inbox: Int }`,
    both: `type User @key(fields: "id") @key(fields: "email") { id: ID! email: String! @shareable size: Int }`,
  });
  for (const query of ['{ one { name inbox size } }', '{ two { inbox name } }', '{ two { size id } }'])
    expect(plan(query)).toBe('Sequence');
});

// Apollo's executor merges the objects of lists, and not those of lists of lists.
describe('a list of lists of objects', () => {
  const cells = 'cells: [[Cell!]!]! @shareable list: [Cell] @shareable matrix: [[Int]] @shareable';
  const plan = planning({
    left: `type Query { ${cells} row: Row } type Cell @shareable { x: Int } type Row @key(fields: "id") { id: ID! ${cells} }`,
    right: `type Query { ${cells} } type Cell @shareable { y: Int } type Row @key(fields: "id") { id: ID! ${cells} }`,
  });

  it.each([
    '{ cells { x } }',
    '{ cells { y } a: cells { x } }',
    '{ list { x y } }',
    '{ matrix list { x y } }',
  ])('is planned where one subgraph knows all of it: %s', (query) =>
    expect(plan(query)).toMatch(/Parallel|Fetch/),
  );

  it.each([
    ['{ cells { x y } }', 'cells'],
    ['{ list { x } row { cells { y x } } }', 'row.cells'],
    ['{ row { a: cells { ...F } } } fragment F on Cell { x y }', 'row.a'],
  ])('is refused where each of two knows a part: %s', (query, place) =>
    expect(() => plan(query)).toThrow(
      `The operation cannot be planned rightly: it would ask for the objects of ${place}, a list of lists, in several subgraphs.`,
    ),
  );
});
