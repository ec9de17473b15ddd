import { afterAll, describe, expect, it } from '@jest/globals';
import { closeGateways } from './fakes.ts';
import { serving } from './federation.ts';

afterAll(closeGateways);

type Item = { __typename: string; id: string; price: number; weight: number };

// The planner would send one representation for all of it: who lacks what one field requires would get nothing.
describe('what requires others, of some of the objects that a subgraph knows as their interface', () => {
  const book: Item = { __typename: 'Book', id: '1', price: 5, weight: 50 };
  const film: Item = { __typename: 'Film', id: '2', price: 7, weight: 70 };
  const byId = ({ id }: { id: string }) => [book, film].find((one) => one.id === id);
  const has = 'id: ID! price: Int weight: Int';
  const ask = serving(
    {
      shop: `type Query { items: [Item] } interface Priced { price: Int } union Paper = Book
        interface Item @key(fields: "id") { ${has} }
        type Book implements Item & Priced @key(fields: "id") { ${has} pages: Int }
        type Film implements Item @key(fields: "id") { ${has} }`,
      post: `type Item @interfaceObject @key(fields: "id") { id: ID! price: Int @external weight: Int @external
        postage(times: Int): Int @requires(fields: "price") duty: Int @requires(fields: "weight") stock(add: Int): Int }`,
    },
    {
      shop: {
        Query: { items: () => [book, film] },
        Item: { __resolveReference: byId },
        Book: { __resolveReference: byId, pages: () => 300 },
        Film: { __resolveReference: byId },
      },
      post: {
        Item: {
          postage: ({ price }: Item, { times = 1 }: { times?: number }) => price * times,
          duty: ({ weight }: Item) => weight,
          stock: (_: Item, { add = 0 }: { add?: number }) => 3 + add,
        },
      },
    },
  );

  it.each<[string, object[]]>([
    [
      '{ items { stock postage } }',
      [
        { stock: 3, postage: 5 },
        { stock: 3, postage: 7 },
      ],
    ],
    ['{ items { id ... on Book { postage } } }', [{ id: '1', postage: 5 }, { id: '2' }]],
    ['{ items { stock ... on Book { postage } } }', [{ stock: 3, postage: 5 }, { stock: 3 }]],
    [
      '{ items { stock ...P } } fragment P on Paper { ... on Book { postage } }',
      [{ stock: 3, postage: 5 }, { stock: 3 }],
    ],
    [
      '{ items { stock ... on Priced { ... on Item { postage } } } }',
      [{ stock: 3, postage: 5 }, { stock: 3 }],
    ],
    ['{ items { ... on Book { postage } ... on Film { duty } } }', [{ postage: 5 }, { duty: 70 }]],
    [
      '{ items { ... on Book { pages postage duty stock } ... on Film { stock } } }',
      [{ pages: 300, postage: 5, duty: 50, stock: 3 }, { stock: 3 }],
    ],
    [
      '{ items { __typename stock ... on Film { duty } } }',
      [
        { __typename: 'Book', stock: 3 },
        { __typename: 'Film', stock: 3, duty: 70 },
      ],
    ],
    [
      'query ($add: Int = 1, $times: Int = 2) { items { stock(add: $add) ... on Film { postage(times: $times) } } }',
      [{ stock: 4 }, { stock: 4, postage: 14 }],
    ],
  ])('%s', async (query, items) => expect(await ask(query)).toEqual({ items }));
});
