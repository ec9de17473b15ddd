import type { Chance } from '../bytes/chance.ts';

const TOKENS = /"""[^]*?"""|"(?:\\.|[^"\\\n])*"|\$?\w+|\.\.\.|#[^\n]*|\s+|[^]/g;

/** A document with a few of its tokens changed. */
export const changedText = (query: string, chance: Chance): string => {
  let tokens: string[] = query.match(TOKENS) ?? [];
  for (let times = 1 + chance.below(3); times > 0; times -= 1) tokens = changed(tokens, chance);
  return tokens.join('');
};

const changed = (tokens: string[], chance: Chance): string[] => {
  if (tokens.length === 0) return [chance.pick(ODD)];
  const at = chance.below(tokens.length);
  const other = chance.below(tokens.length);
  switch (chance.below(9)) {
    case 0:
      return tokens.toSpliced(at, 1 + chance.below(3));
    case 1:
      return tokens.toSpliced(at, 0, tokens[at] ?? '', tokens[at] ?? '');
    case 2:
      return tokens.toSpliced(at, 1, chance.pick(ODD));
    case 3:
      return tokens.toSpliced(at, 0, ` ${chance.pick(ODD)} `);
    case 4:
      return tokens.with(at, tokens[other]!).with(other, tokens[at]!);
    case 5:
      return tokens.slice(0, at);
    case 6:
      return [...tokens, '\n', ...tokens.slice(0, at)];
    case 7: // a value for another
      return tokens.map((token) => (/^"|^\d+$/.test(token) && chance.is(0.5) ? chance.pick(VALUES) : token));
    default: // a directive wherever one may be
      return tokens.flatMap((token) =>
        token === '{' && chance.is(0.3) ? [' ', chance.pick(DIRECTIVES), ' ', token] : [token],
      );
  }
};

/** What is hard to read, or too much, in the place of a value. */
export const VALUES = [
  ...['9'.repeat(400), '-9'.padEnd(40, '9'), '2147483648', '1e999', '-1e999', '1e-999', '-0', '0.0', '1E2'],
  ...['01'],
  ...['NaN', 'Infinity', 'null', 'true', '[]', '{}', '[[[[[[[[[[[[1]]]]]]]]]]]]', '{a: {a: {a: 1}}}'],
  ...['$none'],
  ...['""', '"\\u{1F4A5}"', '"\\ud800"', '"\\ud83d\\udca5"', '"\\x"', '"\\u00"'],
  ...['"""block "quoted" \\""" """'],
  ...['"""\n    indented\n  less\n"""', '"""\\u0041"""', '"""', '"\n"', '"💥"', 'DRAMA', '{__proto__: 1}'],
  ...['[1, "a"]'],
  ...['{first: 1, first: 2}', '"\u0000"', '"\u2028"', '0x10', '1_000', '1.5.5', '- 1', '""""""', '"""a'],
];

export const DIRECTIVES = [
  ...['@skip(if: true)', '@skip(if: false)', '@include(if: true)', '@include(if: false)', '@include'],
  ...['@skip(if: 1)'],
  ...['@skip(if: null)', '@include(if: $none)', '@skip(if: true) @skip(if: false)', '@skip(if: $if0)'],
  ...['@none'],
  ...['@include(if: true) @skip(if: true)', '@deprecated', '@specifiedBy(url: "a")', '@cost(weight: "1")'],
  ...['@'],
  ...['@skip(if: true, if: false)', '@include(if: "true")', '@include(unless: true)', '@oneOf', '@defer'],
  ...['@stream'],
  ...['@join__type(graph: USERS)', '@tag(name: "a")', '@inaccessible', '@skip(if: [true])', '@live'],
  ...['@client'],
];

const ODD = [
  ...['{', '}', '(', ')', '[', ']', '!', ':', '=', '@', '$', '|', '&', '...', '"""', '"', '#', ',', '\\'],
  ...['.', '..'],
  ...['query', 'mutation', 'subscription', 'fragment', 'on', 'null', 'true', 'extend', 'schema', 'type'],
  ...['input'],
  ...['__typename', '__schema', '__type', '__proto__', 'constructor', 'hasOwnProperty', '_entities'],
  ...['_service'],
  ...['\ufeff', '\u0000', '\u00a0', '\u2028', '\ud800', 'ünïcode', '名', '💥', '\u200b', '\r', '\t', '`'],
  ...["'", '?'],
  ...['$representations', '$_0', '$__proto__', '_0: id', 'a: b: c', '... on None', '...None'],
  ...['... @skip(if: true)'],
  ...['type Query { a: Int }', '"description"', 'query Q { __typename }', '{ __typename }', '(a: 1)'],
  ...['$a: Int'],
  ...VALUES,
  ...DIRECTIVES,
];
