import { describe, expect, it } from '@jest/globals';
import { buildSchema, type FormattedExecutionResult } from 'graphql';
import { createFitting } from '../../../gateway/subgraph/fitting.ts';

const schema = buildSchema(`
  scalar Json
  interface Named { id: ID! name: String }
  type Gig implements Named { id: ID! name: String stars: Int tags: [[String]] seller: User facts: Json }
  type User implements Named { id: ID! name: String gigs: [Gig!] }
  type Query { gig: Gig named: Named users: [User] }
`);

/** What Apollo's executor gets of this answer. */
const fitted = async (query: string, answer: unknown, variables?: object) => {
  const source = createFitting(schema)('gigs', { process: async () => answer as never });
  return (await source.process({ request: { query, variables } } as never)) as FormattedExecutionResult;
};

const wrong = (expected: string, path: unknown[]) => ({
  message: `Expected a GraphQL answer from the gigs service, got something else in place of ${expected}.`,
  path,
  extensions: { code: 'BAD_GATEWAY' },
});

describe('what does not fit is null, with an error', () => {
  it.each<[string, string, object, object, object]>([
    ['no object', '{ gig { id } }', { gig: 'text' }, { gig: null }, wrong('an object', ['gig'])],
    ['a list for an object', '{ gig { id } }', { gig: [] }, { gig: null }, wrong('an object', ['gig'])],
    ['no list', '{ users { id } }', { users: { id: 'a' } }, { users: null }, wrong('a list', ['users'])],
    [
      'no list in a list',
      '{ gig { tags } }',
      { gig: { tags: [['a'], 'b'] } },
      { gig: { tags: [['a'], null] } },
      wrong('a list', ['gig', 'tags', 1]),
    ],
    [
      'a type that is no name',
      '{ gig { __typename } }',
      { gig: { __typename: 1 } },
      { gig: null },
      wrong('an object of Gig', ['gig']),
    ],
    [
      'another type, told under another name',
      '{ gig { kind: __typename } }',
      { gig: { kind: 'User' } },
      { gig: null },
      wrong('an object of Gig', ['gig']),
    ],
    [
      'one of two types at once',
      '{ named { __typename kind: __typename } }',
      { named: { __typename: 'Gig', kind: 'User' } },
      { named: null },
      wrong('an object of Named', ['named']),
    ],
    [
      'one of several types that it does not tell',
      '{ named { __typename id } }',
      { named: { id: 'a' } },
      { named: null },
      wrong('an object of Named', ['named']),
    ],
    [
      'a number that JSON does not have',
      '{ gig { facts } }',
      { gig: { facts: Infinity } },
      { gig: { facts: null } },
      wrong('a number', ['gig', 'facts']),
    ],
    [
      'an integer of more than 32 bits',
      '{ gig { a: stars } }',
      { gig: { a: 2 ** 31 } },
      { gig: { a: null } },
      wrong('an Int', ['gig', 'a']),
    ],
  ])('%s', async (_, query, data, expected, error) =>
    expect(await fitted(query, { data })).toEqual({ data: expected, errors: [error] }),
  );

  it('an entity of another type than was asked for', async () => {
    const query =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Gig { __typename stars } } }';
    const data = { _entities: [{ __typename: 'User', stars: 1 }, { stars: 2 }] };
    const asked = { representations: [{ __typename: 'Gig' }, { __typename: 'Gig' }] };
    expect(await fitted(query, { data }, asked)).toEqual({
      data: { _entities: [null, { __typename: 'Gig', stars: 2 }] },
      errors: [wrong('an object of Gig', ['_entities', 0])],
    });
  });

  it('entities that are not those that were asked for', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Gig { stars } } }';
    const asked = { representations: [{ __typename: 'Gig', id: '1' }] };
    const answer = { data: { _entities: [{ stars: 1 }] } };
    expect(await fitted(query, answer, asked)).toEqual(answer);
    for (const data of [{}, { _entities: null }, { _entities: [] }, { _entities: {} }, { _entities: [1] }]) {
      const { data: entities, errors } = await fitted(query, { data }, asked);
      expect([entities ?? { _entities: [null] }, errors!.length]).toEqual([{ _entities: [null] }, 1]);
    }
  });
});

describe('what fits stays as it is', () => {
  it.each([
    ['nulls, and what is missing', '{ gig { id name } users { id } }', { gig: { id: 'a' }, users: null }],
    [
      'types of an interface',
      '{ named { __typename ... on Gig { stars } } }',
      { named: { __typename: 'Gig' } },
    ],
    [
      'a type that is told in fragments alone',
      '{ named { ... on Gig { __typename stars } ...U } } fragment U on User { name }',
      { named: { name: 'a' } },
    ],
    ['what stands in for them', '{ named { __typename id } }', { named: { __typename: 'Named', id: 'a' } }],
    ['whatever a scalar of its own holds', '{ gig { facts } }', { gig: { facts: [{ a: 1 }] } }],
    ['an odd name', '{ gig { __proto__: id } }', JSON.parse('{ "gig": { "__proto__": "a" } }')],
    [
      'what several fragments ask for',
      '{ named { ...G ... on User { gigs { name } } } } fragment G on Gig { seller { id ...U } } fragment U on User { name }',
      { named: { seller: { id: 'a', name: 'b' } } },
    ],
  ])('%s', async (_, query, data) =>
    expect(JSON.stringify(await fitted(query, { data }))).toBe(JSON.stringify({ data })),
  );

  it('but for a type that need not be told', async () => {
    const query = '{ gig { __typename id } users { kind: __typename } }';
    const data = { gig: { id: 'a' }, users: [{}] };
    expect(await fitted(query, { data })).toEqual({
      data: { gig: { __typename: 'Gig', id: 'a' }, users: [{}] },
    });
  });

  it('but for ids that are numbers, and what was not asked for', async () => {
    const data = { gig: { id: 5, name: 'a' }, extra: 1 };
    expect(await fitted('{ gig { id } }', { data })).toEqual({ data: { gig: { id: '5' } } });
  });
});

describe('an error of a subgraph', () => {
  const told = async (error: object) =>
    (await fitted('{ users { gigs { id } } }', { data: null, errors: [{ message: 'No.', ...error }] }))
      .errors;

  it.each([[['users', 0, 'gigs', 1, 'id']], [['users']], [[]]])('has its path: %j', async (path) =>
    expect(await told({ path })).toEqual([{ message: 'No.', path }]),
  );

  it.each([
    ['users'],
    [['_entities', 0]],
    [['users', -1]],
    [['users', 'gigs']],
    [[{}]],
    [['users', 0.5]],
    [[0]],
  ])('has none that leads nowhere: %j', async (path) =>
    expect(await told({ path })).toEqual([{ message: 'No.' }]),
  );

  it('does not say what our answer’s status is, nor a code that is none', async () => {
    const http = { status: 500 };
    expect(await told({ extensions: { code: 'A', http } })).toEqual([
      { message: 'No.', extensions: { code: 'A' } },
    ]);
    for (const code of [1, {}, 'constructor', '__proto__'])
      expect(await told({ extensions: { code, at: 1 } })).toEqual([
        { message: 'No.', extensions: { at: 1 } },
      ]);
    expect(await told({ extensions: 1 })).toEqual([{ message: 'No.' }]);
  });
});
