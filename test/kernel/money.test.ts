import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { add, decimal, money, multiply, share, subtract } from '../../kernel/money.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const usd = (minorUnits: number) => money(minorUnits, 'USD');
const anyAmount = fc.integer({ min: -(2 ** 50), max: 2 ** 50 }).map(usd);
const anyUnits = fc.maxSafeInteger();

describe('money', () => {
  it.each([0.1, NaN, Infinity, MOST + 1, -MOST - 1])('is never %d minor units', (units) =>
    expect(() => usd(units)).toThrow(`not ${units}`),
  );

  it('adds and subtracts exactly, in any order', () =>
    fc.assert(
      fc.property(anyAmount, anyAmount, anyAmount, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(subtract(add(a, b), b)).toEqual(a);
        expect(add(a, b).minorUnits).toBe(a.minorUnits + b.minorUnits);
      }),
    ));

  it('refuses to add another currency', () => {
    expect(() => add(usd(1), money(1, 'EUR'))).toThrow('Cannot add EUR to USD.');
    expect(() => subtract(usd(1), money(1, 'EUR'))).toThrow('Cannot add EUR to USD.');
  });

  it('never overflows in silence', () => {
    expect(() => add(usd(MOST), usd(1))).toThrow(RangeError);
    expect(() => subtract(usd(-MOST), usd(1))).toThrow(RangeError);
    expect(() => multiply(usd(MOST), 2)).toThrow(RangeError);
    expect(() => share(usd(MOST), 10_001)).toThrow(RangeError);
  });

  it('multiplies by whole numbers alone', () => {
    expect(multiply(usd(150), 3)).toEqual(usd(450));
    expect(() => multiply(usd(1), 0.5)).toThrow(RangeError);
  });
});

describe('a share of money', () => {
  it.each([
    [1_000, 550, 55],
    [1, 5_000, 1],
    [-1, 5_000, -1],
    [1, 4_999, 0],
    [10_005, 550, 550],
    [0, 10_000, 0],
    [MOST, 10_000, MOST],
  ])('of %d at %d basis points is %d', (units, basisPoints, expected) =>
    expect(share(usd(units), basisPoints).minorUnits).toBe(expected),
  );

  it('is the nearest whole number, halves away from zero, over the whole safe range', () =>
    fc.assert(
      fc.property(anyUnits, fc.integer({ min: 0, max: 10_000 }), (units, basisPoints) => {
        const exact = BigInt(units) * BigInt(basisPoints);
        const rest = exact - BigInt(share(usd(units), basisPoints).minorUnits) * 10_000n;
        const isNearest = rest >= -5_000n && rest <= 5_000n;
        const isAway = exact >= 0n ? rest < 5_000n : rest > -5_000n;
        expect(isNearest && isAway).toBe(true);
      }),
    ));

  it('and the rest are the whole, and a debt’s share is its mirror', () =>
    fc.assert(
      fc.property(anyUnits, fc.integer({ min: 0, max: 10_000 }), (units, basisPoints) => {
        const part = share(usd(units), basisPoints);
        expect(add(part, subtract(usd(units), part))).toEqual(usd(units));
        expect(Math.abs(share(usd(-units), basisPoints).minorUnits)).toBe(Math.abs(part.minorUnits));
      }),
    ));

  it('is of whole basis points', () => expect(() => share(usd(100), 0.5)).toThrow(RangeError));
});

describe('money as a decimal', () => {
  it.each([
    [1230, 'USD', '12.30'],
    [5, 'USD', '0.05'],
    [-5, 'USD', '-0.05'],
    [0, 'USD', '0.00'],
    [1230, 'JPY', '1230'],
    [1, 'KWD', '0.001'],
    [-1_234_567, 'BHD', '-1234.567'],
    [MOST, 'EUR', '90071992547409.91'],
  ])('%d %s is %s', (units, currency, expected) => expect(decimal(money(units, currency))).toBe(expected));

  it('loses nothing', () =>
    fc.assert(
      fc.property(anyUnits, fc.constantFrom('USD', 'JPY', 'KWD'), (units, currency) => {
        const text = decimal(money(units, currency));
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d{2,3})?$/);
        expect(BigInt(text.replace('.', ''))).toBe(BigInt(units));
      }),
    ));
});
