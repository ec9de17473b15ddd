import { describe, expect, it } from '@jest/globals';
import { planning } from './federation.ts';

describe('one alias for fields of several types', () => {
  const plan = planning({
    shop: `type Query { nodes: [Node!]! one(up: Boolean): Item } interface Node { id: ID! }
      type Item implements Node @key(fields: "id") { id: ID! title: String }
      type Shop implements Node @key(fields: "id") { id: ID! name: String }`,
    post: 'type Item @key(fields: "id") { id: ID! stamp: String } type Shop @key(fields: "id") { id: ID! box: Int }',
  });

  it.each([
    '{ nodes { ... on Item { label: title } ... on Shop { label: name } } }',
    '{ nodes { ... on Item { title stamp } ... on Shop { title: name box } } }',
    '{ nodes { id ... on Item { it: title } ... on Shop { it: name box } } }',
  ])('is planned: %s', (query) => expect(plan(query)).toMatch(/Sequence|Fetch/));

  // It took 1.4 s for 24 of them, and twice as long for each more.
  it('is looked for in the operation that is asked for, and in no other', () => {
    const doubling = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    const text = `query A { one { title } } query B($if: Boolean!) { ...F0 one @include(if: $if) { id @skip(if: $if) } }
      ${doubling.join(' ')} fragment F60 on Query { one { id } }`;
    expect(plan(text)).toBe('Fetch');
  });
});

describe('an object under a condition', () => {
  const plan = planning({ shop: 'type Query { one: One } type One { a: Int b: Int one: One }' });
  const query = (body: string) => `query ($x: Boolean!, $y: Boolean!) { ${body} }`;

  it.each([
    'one @include(if: $x) { a @include(if: $x) }',
    'one @include(if: $x) { a @include(if: $y) b }',
    'one { a @include(if: $x) b @skip(if: $y) }',
    'one @include(if: true) { a @skip(if: $x) }',
    'one @include(if: $x) { ... on One @include(if: true) { a } }',
  ])('is planned where something is left of it: %s', (body) => expect(plan(query(body))).toBeDefined());

  it.each([
    'one @include(if: $x) { a @skip(if: $x) }',
    'one @include(if: $x) { a @include(if: $y) b @skip(if: $y) }',
    '... @include(if: $x) { one { ... on One @skip(if: $y) { a } } }',
  ])('is refused where nothing may be: %s', (body) =>
    expect(() => plan(query(body))).toThrow('an object of which its conditions may leave nothing'),
  );
});
