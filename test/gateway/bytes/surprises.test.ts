import { beforeAll, describe, expect, it } from '@jest/globals';
import { originsOf } from '../../../gateway/bytes/origins.ts';
import { planned, type Federation } from './both.ts';
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
});

describe('several answers for one object', () => {
  // As if `stock` told the name too: then both do.
  const planning = (plan: string) => plan.replace('...on Book{left}', '...on Book{left name}');
  const told = async (first: string | null, second: string | null) => {
    const answers: Answers = {
      catalog: () => ({
        data: { books: [book('1', { name: first })].map(({ id, ...rest }) => ({ ...rest, id })) },
      }),
      stock: entities(() => ({ left: 1, name: second })),
    };
    const { surprise, data } = await scripted(shop(), '{ books { name left } }', { answers, planning });
    return surprise ?? data;
  };

  it('say the same', async () => {
    expect(await told('a', 'a')).toEqual({ books: [{ name: 'a', left: 1 }] });
    expect(await told(null, null)).toEqual({ books: [{ name: null, left: 1 }] });
  });

  it('or are left to Apollo’s executor, where the last stays', async () => {
    expect(await told('a', 'b')).toBe('unequal');
    expect(await told('a', 'ab')).toBe('unequal');
    expect(await told('a', null)).toBe('unequal');
  });

  it.each([
    ['an object', 'spot { x z }', { x: 1 }, { z: 2 }, { x: 1, z: 2 }],
    ['no object', 'spot { x z }', null, null, null],
    ['null here', 'spot { x z }', null, { z: 2 }, 'unequal'],
    ['null there', 'spot { x z }', { x: 1 }, null, 'unequal'],
    ['lists', 'spots { z x }', [{ x: 1 }, null], [{ z: 2 }, null], [{ z: 2, x: 1 }, null]],
    ['lists of other lengths', 'spots { z x }', [{ x: 1 }], [{ z: 2 }, { z: 3 }], 'unequal'],
    ['a list with null here', 'spots { z x }', [null, { x: 1 }], [{ z: 2 }, { z: 3 }], 'unequal'],
    ['a list with null there', 'spots { z x }', [{ x: 0 }, { x: 1 }], [{ z: 2 }, null], 'unequal'],
    ['no list here', 'spots { z x }', null, [], 'unequal'],
    ['lists of lists, of which the last stays', 'grid { x z }', [[{ x: 1 }]], [[{ z: 2 }]], 'sources'],
  ])('are joined where each knows other fields: %s', async (_, selection, first, second, expected) => {
    const key = selection.split(' ')[0]!;
    const answers: Answers = {
      catalog: () => ({ data: { book: { __typename: 'Book', [key]: first, id: '1' } } }),
      stock: entities(() => ({ [key]: second })),
    };
    const { surprise, data } = await scripted(shop(), `{ book { ${selection} } }`, { answers });
    expect(surprise ?? (data as { book: Record<string, unknown> }).book[key]).toEqual(expected);
  });

  it('are found by no path that the client did not select: then bytes would ask for less than the plan', () => {
    const { fetches, targets } = planned(shop(), {
      query: '{ books { twin { left } } }',
      variables: {},
    })!.compiled();
    const known = originsOf(fetches[1]!, targets, fetches).map(({ target }) => target.path);
    expect(known).toEqual(['.books.@.twin']);
    const others = targets.filter(({ path }) => path !== known[0]);
    const asked = () => originsOf(fetches[1]!, others, fetches);
    expect(asked).toThrow(expect.objectContaining({ reason: 'representation' }) as never);
  });
});

describe('a long key behind a child', () => {
  it('has its room, wherever the arena ends', async () => {
    const key = `key_${'x'.repeat(1_000)}`;
    const federation = shop();
    // The answer ends at about twice the name's length, and an arena begins with 64 KiB.
    for (let length = 29_000; length < 32_800; length += 200) {
      const name = 'n'.repeat(length);
      const answers: Answers = {
        catalog: () => ({ data: { book: { twin: { __typename: 'Book', id: '1', name }, [key]: null } } }),
        stock: entities(() => ({ left: 1 })),
      };
      const query = `{ book { twin { left name } ${key}: twin { left } } }`;
      const { data } = await scripted(federation, query, { answers });
      expect(data).toEqual({ book: { twin: { left: 1, name }, [key]: null } });
    }
  });
});
