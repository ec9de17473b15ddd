import { afterAll, describe, expect, it } from '@jest/globals';
import { closeGateways } from './fakes.ts';
import { serving } from './federation.ts';

afterAll(closeGateways);

// What the planner of the public packages does wrongly is answered as one server with the same data would.
describe('a field that requires others', () => {
  const item = { id: '1', weight: 5, maker: { id: 'm', name: 'Maker' }, size: { w: 7 } };
  const price = ({ in: currency }: { in?: string }) => ({ USD: 100, EUR: 90 })[currency ?? ''] ?? 1;
  const ask = serving(
    {
      shop: `type Query { item: Item } type Size { w: Int } type Maker { id: ID! name: String }
        type Item @key(fields: "id") { id: ID! weight: Int size: Size maker: Maker price(in: String): Int }`,
      post: `type Size { w: Int @external } type Item @key(fields: "id") { id: ID! weight: Int @external
        price(in: String): Int @external size: Size @external kind: String! stamp: String @requires(fields: "weight")
        box: Int @requires(fields: "size { w }") postage: Int @requires(fields: "price(in: \\"USD\\")")
        duty: Int @requires(fields: "price") }`,
    },
    {
      shop: {
        Query: { item: () => item },
        Item: { __resolveReference: () => item, price: (_: object, given: object) => price(given) },
      },
      post: {
        Item: {
          kind: () => 'parcel',
          stamp: ({ weight }: { weight?: number }) => `${weight} g`,
          box: ({ size }: { size?: { w: number } }) => size?.w,
          postage: ({ price: of }: { price?: number }) => of,
          duty: ({ price: of }: { price?: number }) => of,
        },
      },
    },
  );

  it.each<[string, object, object]>([
    ['query ($no: Boolean!) { item { stamp @skip(if: $no) kind } }', { no: true }, { kind: 'parcel' }],
    [
      'query ($no: Boolean!) { item { stamp @skip(if: $no) kind } }',
      { no: false },
      { stamp: '5 g', kind: 'parcel' },
    ],
    [
      'query ($no: Boolean = true) { item { ...F @skip(if: $no) kind } } fragment F on Item { stamp }',
      {},
      { kind: 'parcel' },
    ],
    ['{ item { stamp @skip(if: true) kind } }', {}, { kind: 'parcel' }],
    ['{ item { weight: id stamp } }', {}, { weight: '1', stamp: '5 g' }],
    ['{ item { size: maker { name } box } }', {}, { size: { name: 'Maker' }, box: 7 }],
    ['{ item { price(in: "EUR") duty } }', {}, { price: 90, duty: 1 }],
    ['{ item { duty price(in: "EUR") } }', {}, { duty: 1, price: 90 }],
    ['{ item { postage price } }', {}, { postage: 100, price: 1 }],
    ['query ($in: String) { item { postage price(in: $in) } }', { in: 'EUR' }, { postage: 100, price: 90 }],
    ['{ item { postage other: price(in: "EUR") } }', {}, { postage: 100, other: 90 }],
  ])('%s %j', async (query, variables, expected) =>
    expect(await ask(query, variables)).toEqual({ item: expected }),
  );

  it('is refused where another requires the same with another argument: one of them would be wrong', async () =>
    expect(await ask('{ item { duty postage } }')).toMatchObject({
      errors: [
        {
          extensions: { code: 'OPERATION_NOT_PLANNABLE' },
          message: expect.stringContaining('price(in: "USD")'),
        },
      ],
    }));
});

describe('conditions and names', () => {
  const thing = { id: '1', code: 'key', kind: 'kind', rank: '9' };
  const ask = serving(
    {
      a: 'type T @key(fields: "id") { id: ID! rank: ID @external r: String @requires(fields: "rank") }',
      b: 'type T @key(fields: "id") @key(fields: "id code") { id: ID! code: ID! @shareable }',
      c: `type Query { t: T must: T! } type T @key(fields: "id code") { id: ID! code: ID! @shareable kind: ID rank: ID }`,
    },
    {
      a: { T: { r: ({ rank }: { rank?: string }) => `r${rank}` } },
      b: { T: { __resolveReference: () => thing } },
      c: { Query: { t: () => thing, must: () => thing } },
    },
  );

  it.each<[string, object, object]>([
    ['{ t { r code: kind } }', {}, { t: { r: 'r9', code: 'kind' } }],
    ['{ t { id: kind r @skip(if: true) } }', {}, { t: { id: 'kind' } }],
    [
      '{ t { id: code nothing: kind _nothing_: kind r } }',
      {},
      { t: { id: 'key', nothing: 'kind', _nothing_: 'kind', r: 'r9' } },
    ],
    ['query ($a: Boolean!) { t @include(if: $a) { kind @skip(if: $a) } }', { a: true }, { t: {} }],
    [
      'query ($a: Boolean!) { must @include(if: $a) { ... on T @skip(if: $a) { kind } } }',
      { a: true },
      { must: {} },
    ],
    ['query ($a: Boolean!) { must @include(if: $a) { kind @skip(if: $a) } }', { a: false }, {}],
    [
      'query ($a: Boolean!) { t @include(if: $a) { kind code @skip(if: $a) } }',
      { a: true },
      { t: { kind: 'kind' } },
    ],
  ])('%s %j', async (query, variables, expected) => expect(await ask(query, variables)).toEqual(expected));
});

describe('an interface that a subgraph knows as an object', () => {
  const nodes = [
    { __typename: 'Team', id: '1', name: 'one' },
    { __typename: 'User', id: '2', name: 'two', age: 2 },
  ];
  const byId = ({ id }: { id: string }) => nodes.find((one) => one.id === id);
  const ask = serving(
    {
      a: `type Query { users: [User] nodes: [Node!] } interface Node @key(fields: "id") { id: ID! name: String }
        type User implements Node @key(fields: "id") { id: ID! name: String age: Int }
        type Team implements Node @key(fields: "id") { id: ID! name: String }`,
      b: `type Node @interfaceObject @key(fields: "id") { id: ID! name: String @external created: String
        greeting: String @requires(fields: "name") }`,
    },
    {
      a: {
        Query: { users: () => [nodes[1]], nodes: () => nodes },
        ...{
          Node: { __resolveReference: byId },
          User: { __resolveReference: byId },
          Team: { __resolveReference: byId },
        },
      },
      b: {
        Node: {
          created: ({ id }: { id: string }) => `day ${id}`,
          greeting: ({ name }: { name?: string }) => `Hi ${name}`,
        },
      },
    },
  );
  const user = { created: 'day 2', __typename: 'User' };

  it.each<[string, object]>([
    ['{ users { created __typename } }', { users: [user] }],
    ['{ users { created id __typename } }', { users: [{ ...user, id: '2' }] }],
    ['{ users { ... on Node { ... on User { created } } } }', { users: [{ created: 'day 2' }] }],
    [
      '{ users { ...N } } fragment N on Node { created ... on User { age } }',
      { users: [{ created: 'day 2', age: 2 }] },
    ],
    ['{ users { greeting } }', { users: [{ greeting: 'Hi two' }] }],
    ['{ nodes { created __typename } }', { nodes: [{ created: 'day 1', __typename: 'Team' }, user] }],
  ])('%s', async (query, expected) => expect(await ask(query)).toEqual(expected));
});

it('a fragment that is spread at places of several types is of its own type in what a subgraph answers', async () => {
  const t = { __typename: 'T', id: '1', items: [{ id: 'v', w: 1 }] };
  const sdls = {
    one: `type Query { t: T node: N } interface N { id: ID! } type V { id: ID! w: Int }
      type T implements N { id: ID! items: [V!] }`,
    two: 'type Query { other: Int }',
  };
  const ask = serving(sdls, { one: { Query: { t: () => t, node: () => t } } });
  const query =
    'query ($a: Boolean!) { t { ...F } node @include(if: $a) { ...F ... on T @skip(if: $a) { id } } } fragment F on T { items { id w } }';
  const items = [{ id: 'v', w: 1 }];
  expect(await ask(query, { a: true })).toEqual({ t: { items }, node: { items } });
});

it('a subscription is refused, also where a subgraph has some', async () => {
  const ask = serving({ one: 'type Query { t: Int } type Subscription { t: Int }' }, {});
  expect(await ask('subscription { t }')).toMatchObject({
    errors: [
      {
        message: 'Expected a query or a mutation, got a subscription.',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
  });
});
