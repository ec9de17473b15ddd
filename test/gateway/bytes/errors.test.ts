import { beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { Federation } from './both.ts';
import { entities, scripted, type Answers } from './scripted.ts';
import { shop } from './supergraphs/shop.ts';

const book = (id: string) => ({ __typename: 'Book', id });
const toy = (id: string) => ({ __typename: 'Toy', id });

describe('an error of a subgraph', () => {
  let federation: Federation;
  beforeAll(() => {
    federation = shop();
  });

  const told = async (query: string, answers: Answers) => {
    const { data, errors, surprise } = await scripted(federation, query, { answers });
    return (
      surprise ?? {
        data,
        errors: errors!.map(({ message, path, extensions }) => [message, path, extensions]),
      }
    );
  };
  const failing = (errors: unknown, data?: unknown): Answers => ({
    catalog: () => ({ errors, data: data ?? { book: { name: null } } }),
  });
  const of = (serviceName: string, code = 'DOWNSTREAM_SERVICE_ERROR') => ({ code, serviceName });

  it('of an entity is one of every object that it is for, in the place that it has for the client', async () => {
    const answers: Answers = {
      catalog: () => ({ data: { shelf: [[book('1'), book('2')], [], [book('2'), book('1')]] } }),
      stock: (asked) => ({
        ...entities((id) => (id === '2' ? { left: null } : { left: 1 }))(asked),
        errors: [{ message: 'No.', path: ['_entities', 1, 'left'], extensions: { code: 'GONE', why: 'x' } }],
      }),
    };
    const extensions = { ...of('stock', 'GONE'), why: 'x' };
    expect(await told('{ shelf { left } }', answers)).toEqual({
      data: { shelf: [[{ left: 1 }, { left: null }], [], [{ left: null }, { left: 1 }]] },
      errors: [
        ['No.', ['shelf', 0, 1, 'left'], extensions],
        ['No.', ['shelf', 2, 0, 'left'], extensions],
      ],
    });
  });

  it('is looked for once, however many there are; of too many the client is told so', async () => {
    const MANY = 3_000;
    const answers = (count: number): Answers => ({
      catalog: () => ({ data: { shelf: [Array.from({ length: count }, (_, i) => book(String(i)))] } }),
      stock: (asked) => ({
        ...entities(() => ({ left: null }))(asked),
        errors: Array.from({ length: count }, (_, i) => ({ message: 'No.', path: ['_entities', i, 'left'] })),
      }),
    });
    const few = (await told('{ shelf { left } }', answers(1_000))) as { errors: unknown[][] };
    expect(few.errors).toHaveLength(1_000);
    expect(few.errors.at(-1)).toEqual(['No.', ['shelf', 0, 999, 'left'], of('stock')]);

    const began = performance.now();
    const many = (await told('{ shelf { left } }', answers(MANY))) as { errors: unknown[][] };
    expect(performance.now() - began).toBeLessThan(2_000); // each on a walk of its own: 10 s
    expect(many.errors).toHaveLength(1_001);
    expect(many.errors.at(-1)![0]).toBe(
      'There are more errors than the 1000 told, of the stock service among others.',
    );
  });

  // Apollo's executor says 0 here: it looks the second representation up among all objects.
  it('has the index of its object, though others in the list were not asked for', async () => {
    const answers: Answers = {
      catalog: () => ({ data: { items: [toy('1'), null, book('1')] } }),
      stock: () => ({ data: { _entities: [null] }, errors: [{ message: 'No.', path: ['_entities', 0] }] }),
    };
    expect(await told('{ items { id ... on Book { left } } }', answers)).toEqual({
      data: { items: [{ id: '1' }, null, { id: '1', left: null }] },
      errors: [['No.', ['items', 2], of('stock')]],
    });
  });

  it('of a fetch that failed is at the path of its objects', async () => {
    const answers: Answers = {
      catalog: () => ({ data: { books: [book('1')] } }),
      stock: () => new GraphQLError('Down.', { extensions: { code: 'SERVICE_UNAVAILABLE' } }),
    };
    expect(await told('{ books { left } }', answers)).toEqual({
      data: { books: [{ left: null }] },
      errors: [['Down.', ['books', '@'], of('stock', 'SERVICE_UNAVAILABLE')]],
    });
  });

  it('takes what may not be null with it, up to what may', async () => {
    const answers: Answers = {
      catalog: () => ({ data: { books: [{ twin: book('2') }] } }),
      stock: (asked) => ({
        ...entities(() => null)(asked),
        errors: [{ message: 'No.', path: ['_entities', 0] }],
      }),
    };
    expect(await told('{ books { twin { price } } }', answers)).toEqual({
      data: { books: [{ twin: null }] },
      errors: [['No.', ['books', 0, 'twin'], of('stock')]],
    });
    const books = { ...answers, catalog: () => ({ data: { books: [book('1')] } }) };
    expect(await told('{ books { price } }', books)).toMatchObject({ data: { books: null } });
  });

  it('is none where an entity is gone or hidden: what may not be without it becomes null', async () => {
    const answers: Answers = {
      catalog: () => ({ data: { books: [{ twin: book('2') }, { twin: null }] } }),
      stock: entities(() => null),
    };
    expect(await told('{ books { twin { price } } }', answers)).toEqual({
      data: { books: [{ twin: null }, { twin: null }] },
      errors: [],
    });
  });

  it.each([
    ['on the type', '{ books { price } }', null],
    ['on an interface, where it may be null', '{ books { ... on Priced { price } } }', [{ price: null }]],
  ])('is none, and what becomes null is told by where a field is written: %s', async (_, query, books) => {
    const answers: Answers = {
      catalog: () => ({ data: { books: [book('1')] } }),
      stock: entities(() => null),
    };
    expect(await told(query, answers)).toEqual({ data: { books }, errors: [] });
  });

  it.each([
    ['no path', { message: 'No.' }, ['No.', undefined, of('catalog')]],
    ['null for a path', { message: 'No.', path: null }, ['No.', undefined, of('catalog')]],
    ['a path', { message: 'No.', path: ['book', 'name'] }, ['No.', ['book', 'name'], of('catalog')]],
    [
      'no message',
      { path: ['book'] },
      ['Error while fetching subquery from service "catalog"', ['book'], of('catalog')],
    ],
    ['an empty code', { message: 'No.', extensions: { code: '' } }, ['No.', undefined, of('catalog')]],
    ['null for extensions', { message: 'No.', extensions: null }, ['No.', undefined, of('catalog')]],
    [
      'another service’s name',
      { message: 'No.', extensions: { code: 'A', serviceName: 'x' } },
      ['No.', undefined, of('catalog', 'A')],
    ],
  ])('may have %s', async (_, error, expected) =>
    expect(await told('{ book { name } }', failing([error]))).toEqual({
      data: { book: { name: null } },
      errors: [expected],
    }),
  );

  it('of an entity for which nobody asked has the rest of its path', async () => {
    const answers: Answers = {
      catalog: () => ({ data: { book: book('1') } }),
      stock: () => ({
        data: { _entities: [{ left: 1 }] },
        errors: [{ message: 'No.', path: ['_entities', 9, 'left'] }],
      }),
    };
    expect(await told('{ book { left } }', answers)).toMatchObject({
      errors: [['No.', ['left'], of('stock')]],
    });
  });

  it.each([
    ['no list', { message: 'No.' }],
    ['a text', ['No.']],
    ['null', [null]],
    ['a number for a message', [{ message: 5 }]],
    ['a text for a path', [{ message: 'No.', path: 'book' }]],
    ['a list for extensions', [{ message: 'No.', extensions: [] }]],
  ])('that is %s is not for us to tell', async (_, errors) =>
    expect(await told('{ book { name } }', failing(errors))).toBe('answer'),
  );

  it.each([[[]], [null]])('is none where errors are %j', async (errors) =>
    expect(await told('{ book { name } }', failing(errors))).toEqual({
      data: { book: { name: null } },
      errors: [],
    }),
  );
});
