import { LAYOUT } from './surprise.ts';

const [QUOTE, BACKSLASH, MINUS, DOT, ZERO, NINE, U] = [0x22, 0x5c, 0x2d, 0x2e, 0x30, 0x39, 0x75];
const TRUE = 0x65757274;
const ALSE = 0x65736c61;
/** By its byte, 1 for a letter that stands behind a backslash. */
const ESCAPES = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number('"\\/bfnrt'.includes(String.fromCharCode(byte))),
);

/** A number of more digits may change when it is read and printed: it is left to those who do that. */
const MOST_DIGITS = 15;
const GREATEST_INT = 2_147_483_647;

// Each takes the offset of a value's first byte, and answers the offset behind its last, or throws LAYOUT.

/** Four bytes at a time, until one of them may be a quote, a backslash or a control byte (the end is zero). */
export const scanString = (view: DataView, at: number): number => {
  if (view.getUint8(at) !== QUOTE) throw LAYOUT;
  for (let o = at + 1; ;) {
    const word = view.getInt32(o, true);
    // Below 0x80, those that are less than 0x21 with this bit turned are the control bytes and the quote.
    const found =
      (((word ^ 0x02020202) - 0x21212121) | ((word ^ 0x5c5c5c5c) - 0x01010101)) & ~word & 0x80808080;
    if (found === 0) {
      o = (o + 4) | 0;
      continue;
    }
    // The lowest mark is true: one above it may be by its borrow.
    o = (o + ((31 - Math.clz32(found & -found)) >> 3)) | 0;
    const byte = view.getUint8(o);
    if (byte === QUOTE) return o + 1;
    if (byte !== BACKSLASH) throw LAYOUT;
    o = scanEscape(view, o);
  }
};

const scanEscape = (view: DataView, at: number): number => {
  const letter = view.getUint8(at + 1);
  if (ESCAPES[letter] === 1) return at + 2;
  if (letter !== U) throw LAYOUT;
  for (let o = at + 2; o < at + 6; o += 1) if (!isHex(view.getUint8(o))) throw LAYOUT;
  return at + 6;
};

const isHex = (byte: number) =>
  (byte >= ZERO && byte <= NINE) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

const isDigit = (byte: number) => byte >= ZERO && byte <= NINE;

const scanDigits = (view: DataView, at: number): number => {
  let o = at;
  while (isDigit(view.getUint8(o))) o += 1;
  if (o === at) throw LAYOUT;
  return o;
};

/** No leading zeros, and no minus before a zero: printed again it would be another text. */
const scanWhole = (view: DataView, at: number): number => {
  const first = view.getUint8(at) === MINUS ? at + 1 : at;
  const end = scanDigits(view, first);
  if (view.getUint8(first) === ZERO && (end > first + 1 || first > at)) throw LAYOUT;
  return end;
};

const endsNumber = (view: DataView, end: number) => {
  const byte = view.getUint8(end);
  return byte !== DOT && byte !== 0x65 && byte !== 0x45;
};

/** Within 32 bits. */
export const scanInt = (view: DataView, at: number): number => {
  const end = scanWhole(view, at);
  if (!endsNumber(view, end) || end - at > 11) throw LAYOUT;
  if (end - at < 10) return end;
  let value = 0;
  const first = view.getUint8(at) === MINUS ? at + 1 : at;
  for (let o = first; o < end; o += 1) value = value * 10 + view.getUint8(o) - ZERO;
  if (value > GREATEST_INT + (first - at)) throw LAYOUT;
  return end;
};

/** Without an exponent, and no zero with a minus: printed again they would be other texts. */
export const scanFloat = (view: DataView, at: number): number => {
  const isBelow = view.getUint8(at) === MINUS;
  let end = isBelow && view.getUint8(at + 1) === ZERO ? at + 2 : scanWhole(view, at);
  if (view.getUint8(end) === DOT) end = scanDigits(view, end + 1);
  if (!endsNumber(view, end) || end - at > MOST_DIGITS) throw LAYOUT;
  if (isBelow && isZero(view, at + 1, end)) throw LAYOUT;
  return end;
};

const isZero = (view: DataView, at: number, end: number) => {
  for (let o = at; o < end; o += 1) {
    const byte = view.getUint8(o);
    if (byte !== ZERO && byte !== DOT) return false;
  }
  return true;
};

export const scanBoolean = (view: DataView, at: number): number => {
  if (view.getInt32(at, true) === TRUE) return at + 4;
  if (view.getUint8(at) === 0x66 && view.getInt32(at + 1, true) === ALSE) return at + 5;
  throw LAYOUT;
};

/** Of a scalar of which nothing is known: a text, a number or a boolean. */
export const scanScalar = (view: DataView, at: number): number => {
  const byte = view.getUint8(at);
  if (byte === QUOTE) return scanString(view, at);
  return byte === 0x74 || byte === 0x66 ? scanBoolean(view, at) : scanFloat(view, at);
};
