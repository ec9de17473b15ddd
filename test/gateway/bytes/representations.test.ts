import { beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { Federation } from './both.ts';
import { entities, scripted, type Answers } from './scripted.ts';
import { depot } from './supergraphs/depot.ts';
import { shop } from './supergraphs/shop.ts';

const book = (id: string, more: object = {}) => ({ __typename: 'Book', ...more, id });

describe('what entities are asked for', () => {
  let federation: Federation;
  beforeAll(() => {
    federation = shop();
  });

  const stock = entities((id) => ({ left: Number(id) }));

  it('is each of them once, and each object gets its own', async () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => String((i * 7) % 13));
    const answers: Answers = { catalog: () => ({ data: { books: ids.map((id) => book(id)) } }), stock };
    const { asked, data } = await scripted(federation, '{ books { left } }', { answers });
    expect(asked[1]!.variables.representations).toEqual(
      [...new Set(ids)].map((id) => ({ __typename: 'Book', id })),
    );
    expect(data).toEqual({ books: ids.map((id) => ({ left: Number(id) })) });
  });

  it('is all that several fragments of the plan want of the same object', async () => {
    const query = `query ($if: Boolean = true) { product(sku: "a") {
      box ... on Product @include(if: $if) { label } size { h } } }`;
    const product = {
      __typename: 'Product',
      sku: 'a',
      weight: 1,
      size: { w: 1, h: 2, unit: { name: 'cm' } },
    };
    const answers: Answers = {
      stock: () => ({ data: { product } }),
      shipping: entities(() => ({ box: 'box', label: 'label' })),
    };
    const { asked, data } = await scripted(depot(), query, { answers });
    expect(asked[1]!.variables.representations).toEqual([product]);
    expect(data).toEqual({ product: { box: 'box', label: 'label', size: { h: 2 } } });
  });

  it('is known of objects of so many fields that each is read by a function', async () => {
    const keys = Array.from({ length: 120 }, (_, i) => `name${i}`);
    const query = `{ books { left ${keys.map((key) => `${key}: name`).join(' ')} } }`;
    const names = (id: string) => Object.fromEntries(keys.map((key) => [key, `${key} of ${id}`]));
    const answers: Answers = {
      catalog: () => ({ data: { books: ['1', '2'].map((id) => ({ ...book(id), ...names(id) })) } }),
      stock,
    };
    const { data } = await scripted(federation, query, { answers });
    expect(data).toEqual({ books: ['1', '2'].map((id) => ({ left: Number(id), ...names(id) })) });
  });

  it('is told apart to the last byte', async () => {
    const ids = [
      'a',
      'b',
      'aa',
      'ab',
      'b\u0000',
      'a\u0000',
      '',
      'é',
      'è',
      'a'.repeat(5_000),
      'a'.repeat(4_999),
    ];
    const counted = entities((id) => ({ left: ids.indexOf(id) }));
    const answers: Answers = {
      catalog: () => ({ data: { books: ids.map((id) => book(id)) } }),
      stock: counted,
    };
    const { asked, data } = await scripted(federation, '{ books { left } }', { answers });
    expect(asked[1]!.variables.representations).toHaveLength(ids.length);
    expect(data).toEqual({ books: ids.map((_, left) => ({ left })) });
  });

  it('is of one type among several, wherever in the answer they are', async () => {
    const items = [
      book('1'),
      { __typename: 'Toy', id: '1' },
      null,
      book('1'),
      { __typename: 'Toy', id: '2' },
    ];
    const answers: Answers = {
      catalog: () => ({ data: { items } }),
      stock: entities((id, type) => ({ left: type === 'Toy' ? -Number(id) : Number(id) })),
    };
    const query = '{ items { ... on Toy { left } ... on Book { left } } }';
    const { asked, data } = await scripted(federation, query, { answers });
    expect(asked[1]!.variables.representations).toHaveLength(3);
    expect(data).toEqual({ items: [{ left: 1 }, { left: -1 }, null, { left: 1 }, { left: -2 }] });
  });

  it('is nothing where there is no object: then nobody is asked', async () => {
    const answers: Answers = { catalog: () => ({ data: { books: [] } }), stock };
    const { asked, data } = await scripted(federation, '{ books { left } }', { answers });
    expect(asked).toHaveLength(1);
    expect(data).toEqual({ books: [] });
  });

  it.each([
    ['just as it is required', '{ book { size { w } box } }', { w: 1 }],
    ['as the client selects it otherwise', '{ book { size { h w } box } }', { h: 2, w: 1 }],
    ['null', '{ book { size { h w } box } }', null],
  ])('holds what is required, %s', async (_, query, size) => {
    const answers: Answers = {
      catalog: () => ({ data: { book: { __typename: 'Book', size, id: '1' } } }),
      stock: ({ variables }) => ({
        data: { _entities: [{ box: JSON.stringify(variables.representations![0]) }] },
      }),
    };
    const { data } = await scripted(federation, query, { answers });
    const { size: sent, ...rest } = JSON.parse((data as { book: { box: string } }).book.box) as Record<
      string,
      unknown
    >;
    expect(rest).toEqual({ __typename: 'Book', id: '1' });
    expect(sent).toEqual(size && { w: 1 });
  });

  it('goes on with the variables of the client that the fetch takes, whatever their names', async () => {
    const variables = { id: 'a "quoted" 💥' };
    const answers: Answers = { catalog: () => ({ data: { buy: null } }) };
    const query =
      'mutation ($id: ID!, $toString: Boolean = true) { buy(id: $id) { name @skip(if: $toString) pages } }';
    const { asked } = await scripted(federation, query, { answers, variables });
    expect(asked[0]!.variables).toEqual(variables);
  });

  it('is not asked for when the answer that has the keys did not come', async () => {
    const answers: Answers = { catalog: () => new GraphQLError('Down.'), stock };
    const { asked, data, errors } = await scripted(federation, '{ books { left } }', { answers });
    expect(asked).toHaveLength(1);
    expect(data).toEqual({ books: null });
    expect(errors).toEqual([
      {
        message: 'Down.',
        path: [],
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'catalog' },
      },
    ]);
  });
});
