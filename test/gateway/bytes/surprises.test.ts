import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Federation } from './both.ts';
import { entities, scripted, type Answers } from './scripted.ts';
import { shop } from './supergraphs/shop.ts';

const book = (id: string, more: object = {}) => ({ __typename: 'Book', ...more, id });
const BOOK = '{ book { name pages kind } }';

describe('what is not for bytes', () => {
  let federation: Federation;
  beforeAll(() => {
    federation = shop();
  });

  const outcome = async (query: string, answers: Answers) => {
    const { surprise, data } = await scripted(federation, query, { answers });
    return surprise ?? data;
  };
  const answering = (answer: string | Uint8Array | object): Answers => ({ catalog: () => answer });
  const ofBook = (text: string) => answering(`{"data":{"book":${text}}}`);

  it.each([
    ['a value that the client may not see', '{"name":"a","pages":1,"kind":"BANNED"}'],
    ['a value that nobody knows', '{"name":"a","pages":1,"kind":"OTHER"}'],
    ['a number for a text', '{"name":5,"pages":1,"kind":null}'],
    ['a text for a number', '{"name":"a","pages":"1","kind":null}'],
    ['a number of more than 32 bits', '{"name":"a","pages":2147483648,"kind":null}'],
    ['a fraction', '{"name":"a","pages":1.5,"kind":null}'],
    ['a field too few', '{"name":"a","pages":1}'],
    ['a field too many', '{"name":"a","pages":1,"kind":null,"left":1}'],
    ['another field', '{"name":"a","pages":1,"type":null}'],
    ['a list', '[]'],
    ['a text', '"book"'],
    ['an escape that is none', '{"name":"\\x","pages":1,"kind":null}'],
    ['no end', '{"name":"a","pages":1,"kind":null'],
  ])('%s', async (_, text) => expect(await outcome(BOOK, ofBook(text))).toBe('answer'));

  it.each<[string, string | Uint8Array | object]>([
    ['nothing', ''],
    ['null', 'null'],
    ['no data', {}],
    ['null for data and no errors', { data: null }],
    ['null for data and errors of which there are none', { data: null, errors: [] }],
    ['a list for data', { data: [] }],
    ['a page', '<html></html>'],
    ['two answers', '{"data":{"book":null}}{"data":{"book":null}}'],
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from('{"data":{"book":{"name":"'), 0xff, 0x22])],
  ])('%s', async (_, answer) => expect(await outcome(BOOK, answering(answer))).toBe('answer'));

  it.each([
    ['spaces', '{ "name" : "a",\n"pages": 1, "kind": "AUDIO" }'],
    ['another order', '{"kind":"AUDIO","name":"a","pages":1}'],
    ['a number in other words', '{"name":"a","pages":1.0e0,"kind":"AUDIO"}'],
    ['a key twice: the last counts', '{"name":"b","name":"a","pages":1,"kind":"AUDIO"}'],
  ])('but %s are', async (_, text) =>
    expect(await outcome(BOOK, ofBook(text))).toEqual({ book: { name: 'a', pages: 1, kind: 'AUDIO' } }),
  );

  it('an object of a type that the client may not see', async () => {
    const items = [{ __typename: 'Secret', name: 'x' }];
    expect(await outcome('{ items { name } }', answering({ data: { items } }))).toBe('answer');
  });

  it.each([
    ['more entities than were asked for', [{ left: 1 }, { left: 2 }]],
    ['fewer', []],
    ['no list of them', null],
    ['an entity of another type', [{ __typename: 'Toy', left: 1 }]],
  ])('%s', async (_, _entities) => {
    const answers: Answers = {
      catalog: () => ({ data: { book: book('1') } }),
      stock: () => ({ data: { _entities } }),
    };
    expect(await outcome('{ book { left } }', answers)).toBe('answer');
  });

  it('the schema', async () =>
    expect(await outcome('{ book { name } __schema { types { name } } }', {})).toBe('introspection'));

  it('but not an operation that asks no subgraph', async () =>
    expect(await outcome('{ a: __typename book @skip(if: true) { name } }', {})).toEqual({ a: 'Query' }));
});

describe('fields come in the order of GraphQL', () => {
  it('also where a type has several fragments, which Apollo gathers', async () => {
    const query = '{ items { ... on Book { pages } name ... on Book { kind pages } id } }';
    const items = [{ __typename: 'Book', pages: 1, kind: null, name: 'a', id: '1' }];
    const { text } = await scripted(shop(), query, { answers: { catalog: () => ({ data: { items } }) } });
    expect(text).toBe('{"items":[{"pages":1,"name":"a","kind":null,"id":"1"}]}');
  });

  it('and nothing of a fragment on an interface is lost, as Apollo’s loses it where no type was fetched', async () => {
    const query = '{ book { ... on Item { ... on Book { pages } } } }';
    const answers: Answers = { catalog: () => ({ data: { book: { pages: 1 } } }) };
    const { text } = await scripted(shop(), query, { answers });
    expect(text).toBe('{"book":{"pages":1}}');
  });

  it('long keys behind a child have their room', async () => {
    const long = (n: number) => `k${'_'.repeat(n)}`;
    const keys = Array.from({ length: 60 }, (_, i) => long(200 + i));
    const query = `{ books { ${keys.map((key) => `${key}: twin { left }`).join(' ')} } }`;
    const count = 500;
    const twins = Object.fromEntries(keys.map((key) => [key, book('1')]));
    const answers: Answers = {
      catalog: () => ({ data: { books: Array(count).fill(twins) } }),
      stock: entities(() => ({ left: 1 })),
    };
    const { data } = await scripted(shop(), query, { answers });
    const one = Object.fromEntries(keys.map((key) => [key, { left: 1 }]));
    expect(data).toEqual({ books: Array(count).fill(one) });
  });
});
