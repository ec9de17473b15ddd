import { threadCpuUsage } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import { createDocuments } from '../../../gateway/documents/documents.ts';
import { answer, documentsOptions } from './echo.ts';

const documents = createDocuments(documentsOptions);
const normal = (query: string) => {
  const known = documents.get(query);
  return known && [print(known.form.document).replaceAll(/\s+/g, ' '), known.literals];
};

describe('documents that differ only in values', () => {
  it('share one form, with variables of the arguments’ types for their literals', () => {
    const one = documents.get('{ int(i: 1, n: 2) }')!;
    const two = documents.get('query { int(i: null # spaces and comments, too\n n: 4) }')!;
    expect(two.form).toBe(one.form);
    expect([one.literals, two.literals]).toEqual([
      { _0: 1, _1: 2 },
      { _0: null, _1: 4 },
    ]);
    expect(print(one.form.document)).toBe('query ($_0: Int, $_1: Int!) {\n  int(i: $_0, n: $_1)\n}');
  });

  it.each<[string, string, object]>([
    ['enums', '{ yes(b: true, c: true_blue) }', { _0: true, _1: 'true_blue' }],
    [
      'ids that are written as integers',
      '{ text(id: 12345678901234567890) }',
      { _0: '12345678901234567890' },
    ],
    ['integers for floats', '{ float(f: 12345678901234567890) }', { _0: 12345678901234567000 }],
    ['block strings', '{ text(s: """\n  a\n    b\n""") }', { _0: 'a\n  b' }],
    ['escapes', String.raw`{ text(s: "\u{1F600}\n\"") }`, { _0: '😀\n"' }],
    ['one value for a list', '{ text(ids: 5) }', { _0: ['5'] }],
    ['one value for a list of lists', '{ filter(input: { range: 5 }) }', { _0: { range: [[5]] } }],
    ['null in lists', '{ filter(input: { range: [null, [null]] }) }', { _0: { range: [null, [null]] } }],
    [
      'whole input objects',
      '{ filter(input: { inner: { n: 1, s: "a" } }) }',
      { _0: { inner: { n: 1, s: ['a'] } } },
    ],
    ['one of several', '{ either(by: { id: 1 }) }', { _0: { id: '1' } }],
    [
      'texts for the subgraphs’ own scalars',
      '{ any(any: "a", anys: [1, true]) }',
      { _0: 'a', _1: [1, true] },
    ],
  ])('lifts %s', (_, query, literals) => expect(documents.get(query)!.literals).toEqual(literals));

  it('leaves an object that holds a variable where it is, and lifts what stands beside the variable', () =>
    expect(normal('query ($n: Int!) { filter(input: { inner: { n: $n, s: ["a"] }, ids: [1, 2] }) }')).toEqual(
      [
        'query ($n: Int!, $_0: [String!], $_1: [ID!]) { filter(input: {inner: {n: $n, s: $_0}, ids: $_1}) }',
        { _0: ['a'], _1: ['1', '2'] },
      ],
    ));

  it.each([
    ['conditions', '{ int @skip(if: true) @include(if: false) }'],
    ['defaults of variables', 'query ($i: Int = 3) { int(i: $i) }'],
    ['objects, enums and fractions for the subgraphs’ own scalars', '{ any(anys: [{ a: 1 }, ENUM, 1.0]) }'],
    ['integers that JSON does not have exactly', '{ any(any: 12345678901234567890) }'],
    ['floats that JSON does not have', '{ float(fs: [1e999, -0.0]) }'],
  ])('leaves %s where they are', (_, query) => expect(documents.get(query)!.literals).toEqual({}));

  it('takes names that the document does not use', () => {
    expect(normal('query ($_0: Int) { int(i: $_0, n: 2) }')).toEqual([
      'query ($_0: Int, $__0: Int!) { int(i: $_0, n: $__0) }',
      { __0: 2 },
    ]);
    expect(documents.get('{ int(n: 2) a: int(n: $_0) }')).toBeUndefined();
    expect(documents.get('{ yes(b: true) a: yes @skip(if: $_0) }')).toBeUndefined();
    expect(documents.get('{ yes(b: true) a: any(any: { a: [$_0] }) }')).toBeUndefined();
  });

  it('gives fields that are merged the same variable: their arguments must be equal', () => {
    const merged = '{ node(id: 1) { ...A echo(i: 5) } } fragment A on Node { echo(i: 5) id }';
    expect(normal(merged)![1]).toEqual({ _0: '1', _1: 5 });
    expect(documents.get('{ int(i: 5) int(i: 6) }')).toBeUndefined();
    expect(documents.get('{ text(s: "a") text(s: """a""") }')).toBeUndefined();
    expect(documents.get('{ float(f: 1) float(f: 1.0) }')).toBeUndefined();
    const apart = '{ node(id: 1) { ... on Leaf { echo(i: 1) } ... on Other { echo(i: 2) } } }';
    expect(documents.get(apart)!.literals).toEqual({ _0: '1', _1: 1, _2: 2 });
  });
});

describe('a document of several operations', () => {
  const query = 'query A { int(i: 1) } query B($i: Int) { int(i: $i) } mutation C { set(i: 1) }';

  it('is known by the name of each, with its literals where they are', () => {
    const [a, b] = [documents.get(query, 'A')!, documents.get(query, 'B')!];
    expect([a.form.operation.name!.value, b.form.operation.name!.value]).toEqual(['A', 'B']);
    expect(a.literals).toEqual({});
    expect(documents.get(query, 'C')!.form.operation.operation).toBe('mutation');
  });

  it('needs a name that is there', () => {
    expect(documents.get(query)).toBeUndefined();
    expect(documents.get(query, 'D')).toBeUndefined();
    expect(documents.get('query A { int }', 'A')).toBeDefined();
    expect(documents.get('query A { int }', 'B')).toBeUndefined();
    expect(documents.get('{ int }', '')).toBeUndefined();
    const tooMuch = Array.from({ length: 31 }, (_, i) => `a${i}: int`).join(' ');
    expect(documents.get(`query A { int } query B { ${tooMuch} }`)).toBeUndefined();
  });

  it('costs what is asked of it, however many there are', () => {
    const many = Array.from({ length: 900 }, (_, i) => `query Q${i} { int }`).join(' ');
    const before = threadCpuUsage();
    expect(documents.get(many, 'Q899')!.form.operation.name!.value).toBe('Q899');
    // A form for each took 7 s of CPU.
    expect(threadCpuUsage(before).user).toBeLessThan(2_000_000);
  });
});

it.each([
  ['what does not parse', '{ int('],
  ['an unknown field', '{ nothing }'],
  ['an unknown argument', '{ int(j: 1) }'],
  ['an unknown fragment', '{ ...A }'],
  ['a fragment that is not used', '{ int } fragment A on Query { int }'],
  ['a literal of another type', '{ int(i: "1") }'],
  ['an integer of more than 32 bits', '{ int(i: 2147483648) }'],
  ['null where none may be', '{ int(n: null) }'],
  ['an unknown enum value', '{ yes(c: BLUE) }'],
  ['an unknown input field', '{ filter(input: { x: 1 }) }'],
  ['an input field that is given twice', '{ filter(input: { on: true, on: true }) }'],
  ['an input field that is missing', '{ filter(input: { inner: {} }) }'],
  ['two of one', '{ either(by: { id: 1, name: "a" }) }'],
  ['null for one of several', '{ either(by: { id: null }) }'],
  ['a variable of another type', 'query ($s: String) { int(i: $s) }'],
  ['a subscription', 'subscription { ticks(i: 1) }'],
  ['a question about the schema', '{ __schema { types { name } } }'],
  ['a definition of a type', '{ int } type A { a: Int }'],
  ['a text of too many tokens', `{ text(ids: [${'"a" '.repeat(5_000)}]) }`],
])('Apollo Server says what is wrong with %s', (_, query) => {
  expect(documents.get(query)).toBeUndefined();
  expect(documents.get(query)).toBeUndefined();
});

it('a form is executed with literals in place of what was lifted', () => {
  const { form, literals } = documents.get('query ($i: Int) { int(i: $i, n: 9) __typename }')!;
  expect(answer(form.document, { i: 1, ...literals })).toBe(
    JSON.stringify({ data: { int: '{"i":1,"n":9}', __typename: 'Query' } }),
  );
});

describe('memory is bounded', () => {
  const text = (i: number) => `query Q${i} { int(i: ${i}) }`;
  const others = (documents: ReturnType<typeof createDocuments>, count: number) => {
    for (let i = 1; i <= count; i += 1) expect(documents.get(text(i))!.literals).toEqual({ _0: i });
  };

  it('by bytes of forms: one that was forgotten is made again, whoever still knows its text', () => {
    const documents = createDocuments({ ...documentsOptions, forms: 20_000 });
    const { form } = documents.get(text(0))!;
    expect(documents.get(text(0))!.form).toBe(form);
    others(documents, 20);
    const again = documents.get(text(0))!;
    expect([again.form === form, again.literals]).toEqual([false, { _0: 0 }]);
  });

  it('by bytes of texts: one that was forgotten has its form still', () => {
    const documents = createDocuments({ ...documentsOptions, texts: 2_000 });
    const { form } = documents.get(text(0))!;
    others(documents, 20);
    expect(documents.get(text(0))!.form).toBe(form);
  });

  it('a document that is larger than all of it is known all the same', () => {
    const documents = createDocuments({ ...documentsOptions, texts: 10, forms: 10 });
    expect(documents.get(text(5))!.literals).toEqual({ _0: 5 });
  });
});
