import { describe, expect, it } from '@jest/globals';
import { parseValue, print, type GraphQLScalarType } from 'graphql';
import { scalars } from '../../../kernel/graphql/scalars.ts';

type Name = keyof typeof scalars;
const asVariable = (name: Name, value: unknown) => (scalars[name] as GraphQLScalarType).parseValue(value);
/** The same written into a query: a string is a string there too. */
const inQuery = (name: Name, literal: string) =>
  (scalars[name] as GraphQLScalarType).parseLiteral(parseValue(literal));

const cases: [Name, unknown, unknown][] = [
  ['DateTime', '2026-11-22T17:34:53.043Z', '2026-11-22T17:34:53.043Z'],
  ['DateTime', '2026-11-22T17:34:53Z', '2026-11-22T17:34:53.000Z'],
  ['DateTime', '2026-11-22T17:34:53+02:00', '2026-11-22T15:34:53.000Z'],
  ['DateTime', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['URL', 'https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
  ['URL', 'http://localhost', 'http://localhost'],
  ['CountryCode', 'DE', 'DE'],
  ['CurrencyCode', 'USD', 'USD'],
  ['Decimal', '12.30', '12.30'],
  ['Decimal', '-0.5', '-0.5'],
  ['SafeInt', 0, 0],
  ['SafeInt', -(2 ** 53 - 1), -(2 ** 53 - 1)],
  ['SafeInt', 2 ** 53 - 1, 2 ** 53 - 1],
];

describe('a scalar comes in', () => {
  it.each(cases)('%s %j as %j, from a variable as from the query', (name, value, expected) => {
    expect(asVariable(name, value)).toBe(expected);
    expect(inQuery(name, JSON.stringify(value))).toBe(expected);
  });
});

const wrong: [Name, unknown][] = [
  ['CountryCode', 'XX'],
  ['CountryCode', 'ZZ'],
  ['DateTime', 'yesterday'],
  ['DateTime', ''],
  ['DateTime', '2026-11-22'],
  ['DateTime', '2026-11-22T17:34:53'],
  ['DateTime', '2026-13-01T00:00:00Z'],
  ['DateTime', '2026-02-30T00:00:00Z'],
  ['DateTime', '2026-02-29T00:00:00Z'],
  ['DateTime', '2026-11-22T24:00:00Z'],
  ['DateTime', '2026-11-22T25:00:00Z'],
  ['DateTime', '2026-11-22T17:34:53+99:00'],
  ['DateTime', '9999-12-31T23:59:59-10:00'],
  ['DateTime', '2026-11-22T17:34:53Z\n'],
  ['DateTime', 1_700_000_000_000],
  ['DateTime', null],
  ['URL', 'example.com'],
  ['URL', 'javascript:alert(1)'],
  ['URL', 'ftp://example.com'],
  ['URL', 'data:text/html,x'],
  ['URL', 'https://'],
  ['URL', ' https://example.com'],
  ['URL', 'https://example.com/a\nb'],
  ['URL', 'https://example.com/\ud800'],
  ['URL', 'https://example.com/\0'],
  ['URL', `https://example.com/${'a'.repeat(2_000)}`],
  ['CountryCode', 'de'],
  ['CountryCode', 'DEU'],
  ['CountryCode', 'DE\n'],
  ['CurrencyCode', 'US'],
  ['CurrencyCode', '€€€'],
  ['Decimal', '12,30'],
  ['Decimal', '1e3'],
  ['Decimal', '.5'],
  ['Decimal', '٣'],
  ['Decimal', 12.3],
  ['SafeInt', 2 ** 53],
  ['SafeInt', 1.5],
  ['SafeInt', '5'],
  ['SafeInt', true],
  ['SafeInt', NaN],
  ['SafeInt', [1]],
];

describe('a scalar refuses', () => {
  it.each(wrong)('as %s %j', (name, value) =>
    expect(() => asVariable(name, value)).toThrow(/^Expected an? .+, got .+\.$/s),
  );

  it.each<[Name, string]>([
    ['CountryCode', 'DE'],
    ['CurrencyCode', 'USD'],
    ['Decimal', '12.30'],
    ['Decimal', '12'],
    ['SafeInt', '9007199254740992'],
    ['SafeInt', '99999999999999999999'],
    ['SafeInt', '1.5'],
    ['SafeInt', '"5"'],
    ['SafeInt', 'true'],
    ['DateTime', '[]'],
    ['DateTime', '{ a: 1 }'],
    ['URL', 'null'],
  ])('as %s the literal %s, which is of another kind', (name, literal) =>
    expect(() => inQuery(name, literal)).toThrow(`got ${print(parseValue(literal))}.`),
  );

  it('in words that say what was expected and, shortened, what came', () => {
    expect(() => asVariable('DateTime', 'yesterday')).toThrow(
      'Expected an RFC 3339 instant like 2026-11-22T17:34:53.043Z, got "yesterday".',
    );
    expect(() => asVariable('URL', 'x'.repeat(9_000))).toThrow(/got "x{59}\.$/);
  });
});
