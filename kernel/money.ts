/** An exact amount in integer minor units (cents) of an ISO 4217 currency. Never a float. */
export type Money = { minorUnits: number; currencyCode: string };

/** Fraction digits where they are not 2 (ISO 4217). */
const exponents: Record<string, number> = { JPY: 0, KRW: 0, VND: 0, CLP: 0, KWD: 3, BHD: 3, TND: 3 };

export const money = (minorUnits: number, currencyCode: string): Money => {
  if (!Number.isSafeInteger(minorUnits))
    throw new RangeError(`Money is a safe integer of minor units, not ${minorUnits}.`);
  return { minorUnits, currencyCode };
};

export const add = (a: Money, b: Money): Money => {
  if (a.currencyCode !== b.currencyCode)
    throw new RangeError(`Cannot add ${b.currencyCode} to ${a.currencyCode}.`);
  return money(a.minorUnits + b.minorUnits, a.currencyCode);
};

export const subtract = (a: Money, b: Money): Money => add(a, { ...b, minorUnits: -b.minorUnits });

export const multiply = (amount: Money, times: number): Money =>
  money(amount.minorUnits * times, amount.currencyCode);

/** A share in basis points (1/10,000), rounded half away from zero; exact over the whole safe range. */
export const share = ({ minorUnits, currencyCode }: Money, basisPoints: number): Money => {
  const exact = BigInt(minorUnits) * BigInt(basisPoints);
  const half = exact < 0n ? -5_000n : 5_000n;
  return money(Number((exact + half) / 10_000n), currencyCode);
};

/** As a decimal string with exactly the currency's number of fraction digits: "12.30", "1230" for JPY. */
export const decimal = ({ minorUnits, currencyCode }: Money): string => {
  const digits = exponents[currencyCode] ?? 2;
  const sign = minorUnits < 0 ? '-' : '';
  const units = String(Math.abs(minorUnits)).padStart(digits + 1, '0');
  return digits === 0 ? sign + units : `${sign}${units.slice(0, -digits)}.${units.slice(-digits)}`;
};
