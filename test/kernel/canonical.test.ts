import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, hashOf } from '../../kernel/canonical.ts';

/** The same value with every object's keys put in from last to first. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)]));
};

describe('canonical JSON', () => {
  it('sorts keys at every depth and keeps the order of lists', () =>
    expect(canonicalJson({ b: [{ d: 1, c: 2 }, 'x'], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1},"x"]}'));

  it('is the same for equal values, and says the value', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));

  it('gives other values another hash', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(hashOf(a) === hashOf(b)).toBe(canonicalJson(a) === canonicalJson(b));
        expect(hashOf([a, b]) === hashOf([b, a])).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    ));

  it('keeps a key named __proto__ as data', () => {
    const given = JSON.parse('{"b":1,"__proto__":{"isStaff":true},"a":{"__proto__":null}}') as object;
    expect(canonicalJson(given)).toBe('{"__proto__":{"isStaff":true},"a":{"__proto__":null},"b":1}');
    expect(hashOf(given)).not.toBe(hashOf({ a: {}, b: 1 }));
    expect(({} as { isStaff?: boolean }).isStaff).toBeUndefined();
  });

  it('leaves undefined members out, as JSON does', () =>
    expect(canonicalJson({ b: undefined, a: [undefined] })).toBe('{"a":[null]}'));

  it('gives a lone surrogate a spelling of its own', () =>
    expect(canonicalJson(['\ud800'])).not.toBe(canonicalJson(['\ufffd'])));
});
