import type { Chance } from '../bytes/chance.ts';

type Bomb = (n: number, chance: Chance) => string;

const times = (n: number, one: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => one(i)).join(' ');

/** Short to write, long to read, to validate or to plan; `n` up to some thousands. */
const BOMBS: Record<string, Bomb> = {
  depth: (n) => `{ viewer { ${'gigs(first: 1) { nodes { seller { '.repeat(n)} id ${'} } }'.repeat(n)} } }`,
  'depth of what is not there': (n) => `{ viewer ${'{ user '.repeat(n)} { id } ${'}'.repeat(n)} }`,
  'depth, never closed': (n) => '{ a '.repeat(n),
  'inline fragments': (n) => `{ ${'... { '.repeat(n)} __typename ${'}'.repeat(n)} }`,
  'typed inline fragments': (n) => `{ ${'... on Query { '.repeat(n)} __typename ${'}'.repeat(n)} }`,
  aliases: (n) => `{ ${times(n, (i) => `a${i}: __typename`)} }`,
  'aliases of a gig': (n) =>
    `{ ${times(n, (i) => `a${i}: gig(id: "gig_${i}") { id seller { id username } }`)} }`,
  'one field again and again': (n) => `{ ${'viewer { id } '.repeat(n)} }`,
  'one field, each time deeper': (n) =>
    `{ ${times(n % 40, (i) => `viewer { ${'... { '.repeat(i)} id ${'}'.repeat(i)} }`)} }`,
  'a fragment in itself': () => '{ ...A } fragment A on Query { ...A }',
  'a cycle of fragments': (n) =>
    `{ ...F0 } ${times((n % 500) + 2, (i) => `fragment F${i} on Query { ...F${(i + 1) % ((n % 500) + 2)} }`)}`,
  'a cycle behind a field': (n) =>
    `{ gig(id: "a") { ...G0 } } ${times((n % 20) + 1, (i) => `fragment G${i} on Gig { id seller { id } ...G${(i + 1) % ((n % 20) + 1)} }`)}`,
  'doubling fragments': (n) =>
    `{ ...F0 } ${times(n % 40, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F${n % 40} on Query { __typename }`,
  'doubling fields': (n) =>
    `{ gig(id: "a") { ...F0 } } ${times(n % 15, (i) => `fragment F${i} on Gig { a: seller { ...U${i} } b: seller { ...U${i} } } fragment U${i} on User { ${i % 2 ? 'id' : 'username'} }`)}`,
  'unused fragments': (n) => `{ __typename } ${times(n, (i) => `fragment F${i} on Query { __typename }`)}`,
  directives: (n) => `{ __typename ${'@skip(if: false) '.repeat(n)} }`,
  'unknown directives': (n) => `{ __typename ${times(n, (i) => `@d${i}`)} }`,
  conditions: (n) =>
    `query (${times(n % 100, (i) => `$c${i}: Boolean = ${i % 2 === 0}`)}) { ${times(n % 100, (i) => `a${i}: __typename @skip(if: $c${i})`)} }`,
  'nested conditions': (n) =>
    `query ($c: Boolean!) { ${'... @include(if: $c) { ... @skip(if: $c) { '.repeat(n % 100)} __typename ${'} }'.repeat(n % 100)} }`,
  'conditions of a gig': (n) =>
    `query (${times(n % 12, (i) => `$c${i}: Boolean = true`)}) { gig(id: "a") { id ${times(n % 12, (i) => `... @include(if: $c${i}) { seller { username displayName } title }`)} } }`,
  'a list in lists': (n) => `{ gig(id: ${'['.repeat(n)}${']'.repeat(n)}) { id } }`,
  'an object in objects': (n) =>
    `{ searchGigs(input: ${'{a: '.repeat(n)}1${'}'.repeat(n)}) { nodes { id } } }`,
  'a long list': (n) => `{ gig(id: [${'1,'.repeat(n)}]) { id } }`,
  'a long name': (n) => `{ ${'a'.repeat(n * 10)} }`,
  'a long alias': (n) => `{ ${'a'.repeat(n * 10)}: __typename }`,
  'a long integer': (n) => `{ gig(id: ${'9'.repeat(n * 10)}) { id } }`,
  'a long string': (n) => `{ gig(id: "${'\\u0041'.repeat(n)}") { id } }`,
  'a long block string': (n) => `{ gig(id: """${' x\n'.repeat(n)}""") { id } }`,
  'a long comment': (n) => `# ${'x'.repeat(n * 10)}\n{ __typename }`,
  'many lines': (n) => `${'\r\n'.repeat(n * 10)}{ __typename }`,
  'many operations': (n) => times(n, (i) => `query Q${i} { __typename }`),
  'equal operations': (n) => 'query Q { __typename } '.repeat(n),
  'many variables': (n) => `query (${times(n, (i) => `$v${i}: Int = ${i}`)}) { __typename }`,
  'one variable again and again': (n) =>
    `query (${'$v: Int '.repeat(n)}) { searchGigs(input: {}, first: $v) { nodes { id } } }`,
  'a type in lists': (n) =>
    `query ($v: ${'['.repeat(n)}Int${']'.repeat(n)}) { searchGigs(input: {}, first: $v) { nodes { id } } }`,
  'unlike fields of one name': (n) =>
    `{ ${times(n, (i) => `gig(id: "${i}") { ${i % 2 ? 'id' : 'id: title'} }`)} }`,
  'unknown fields': (n) => `{ ${times(n, (i) => `gigz${i}`)} }`,
  'introspection in introspection': (n) =>
    `{ __schema { types { ${'fields { type { '.repeat(n % 12)} name ${'} }'.repeat(n % 12)} } } }`,
  'aliased introspection': (n) =>
    `{ ${times(n % 60, (i) => `s${i}: __schema { types { name fields { name } } }`)} }`,
  brackets: (n, chance) => chance.pick(['{', '(', '[', '"', '"""', '#', '@', '$', '...', '&']).repeat(n),
  quotes: (n) => `{ a(b: ${'"""a""" '.repeat(n)}) }`,
  'mutations at once': (n) => `mutation { ${times(n, (i) => `m${i}: __typename`)} }`,
  'a subscription': () => 'subscription { __typename }',
  nothing: (n) => ['', ' ', '\ufeff', '{}', '{ }', '#', 'query', '{ __typename', '\u0000'][n % 9]!,
};

export const bombOf = (chance: Chance): { what: string; query: string } => {
  const what = chance.pick(Object.keys(BOMBS));
  const n = chance.is(0.5) ? 1 + chance.below(50) : 1 + chance.below(6_000);
  return { what, query: BOMBS[what]!(n, chance) };
};
