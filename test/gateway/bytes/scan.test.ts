import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MARGIN } from '../../../gateway/bytes/arena.ts';
import { scanBoolean, scanFloat, scanInt, scanScalar, scanString } from '../../../gateway/bytes/scan.ts';
import { LAYOUT } from '../../../gateway/bytes/surprise.ts';

type Scan = (view: DataView, at: number) => number;

/** How much of the text is one value; undefined: it is none. Behind the text is no more than the arena's margin. */
const scanned = (scan: Scan, text: string | Uint8Array): number | undefined => {
  const bytes = Buffer.from(text as string);
  const view = new DataView(new ArrayBuffer(bytes.length + MARGIN));
  bytes.forEach((byte, i) => view.setUint8(i, byte));
  try {
    return scan(view, 0);
  } catch (error) {
    if (error !== LAYOUT) throw error;
    return undefined;
  }
};

const isWhole = (scan: Scan, text: string) => scanned(scan, text) === Buffer.byteLength(text);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

describe('a string', () => {
  it('is any that JSON knows, and ends at its quote', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (value, behind) => {
        const text = JSON.stringify(value);
        expect(scanned(scanString, text + behind)).toBe(Buffer.byteLength(text));
      }),
    ));

  it('is none that JSON does not know', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'"\\u/bfnrtx09aFé\n\u0001\u007f💥'), { maxLength: 12 }),
        (letters) => {
          const text = `"${letters.join('')}"`;
          const end = scanned(scanString, text);
          if (end === undefined) expect(parsed(text)).toBeUndefined();
          else expect(typeof parsed(Buffer.from(text).toString('utf8', 0, end))).toBe('string');
        },
      ),
      { numRuns: 2_000 },
    ));

  it.each(['"\\ud800"', '"\\uDC00 alone"', '"👩‍👩‍👧"', '"\\/"', '"\u007f"'])('%s', (text) =>
    expect(isWhole(scanString, text)).toBe(true),
  );

  it('ends nowhere where it was cut', () => {
    const text = JSON.stringify('with "quotes", \\ and \u0001 and é');
    for (let end = 0; end < Buffer.byteLength(text); end += 1)
      expect(scanned(scanString, Buffer.from(text).subarray(0, end))).toBeUndefined();
  });
});

describe('a number', () => {
  const anyNumber = fc.array(fc.constantFrom(...'-+.eE0123456789'), { minLength: 1, maxLength: 14 });

  it.each([scanInt, scanFloat])(
    '%p takes it only where printing it again would not change its value',
    (scan) =>
      fc.assert(
        fc.property(anyNumber, (letters) => {
          const text = letters.join('');
          if (!isWhole(scan, text)) return;
          const value = parsed(text);
          expect(typeof value).toBe('number');
          expect(parsed(JSON.stringify(value))).toBe(value);
          if (scan === scanInt) expect(String(value)).toBe(text);
        }),
        { numRuns: 5_000 },
      ),
  );

  it.each(['0', '-1', '7', '2147483647', '-2147483648', '1000000000'])('%s is an Int', (text) =>
    expect(isWhole(scanInt, text)).toBe(true),
  );

  it.each(['2147483648', '-2147483649', '-0', '01', '1.0', '1e3', '-', '', '99999999999', '"1"', 'null'])(
    '%s is none',
    (text) => expect(scanned(scanInt, text)).toBeUndefined(),
  );

  it.each(['0', '-1', '0.5', '-0.5', '12345.6789', '0.10', '123456789012345'])('%s is a Float', (text) =>
    expect(isWhole(scanFloat, text)).toBe(true),
  );

  it.each(['-0', '-0.0', '1e3', '1E-7', '.5', '5.', '00.5', '1234567890123456', '-', '0x1', 'NaN', '"0.5"'])(
    '%s is none that bytes take',
    (text) => expect(isWhole(scanFloat, text)).toBe(false),
  );
});

describe('other values', () => {
  it.each(['true', 'false'])('%s is a Boolean', (text) => expect(isWhole(scanBoolean, text)).toBe(true));

  it.each(['t', 'tru', 'fals', 'falsy', 'TRUE', '1', '"true"', ''])('%s is none', (text) =>
    expect(scanned(scanBoolean, text)).toBeUndefined(),
  );

  it.each(['"text"', '1.5', '-3', 'true', 'false'])('%s may be a scalar of which nothing is known', (text) =>
    expect(isWhole(scanScalar, text)).toBe(true),
  );

  it.each(['{}', '[]', 'null', ''])('%s is left to others', (text) =>
    expect(scanned(scanScalar, text)).toBeUndefined(),
  );
});
