import { GraphQLError, GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';
import { decimal, type Money } from '../money.ts';

type Parse<T> = (value: unknown) => T | undefined;

/** A scalar that goes out as it is stored and comes in through one check. */
const scalar = <T>(name: string, expected: string, parse: Parse<T>) => {
  const check = (value: unknown, written = JSON.stringify(value)) => {
    const parsed = parse(value);
    if (parsed === undefined) throw new GraphQLError(`Expected ${expected}, got ${written?.slice(0, 60)}.`);
    return parsed;
  };
  return new GraphQLScalarType({
    name,
    parseValue: (value) => check(value),
    parseLiteral: (node) => check(literal(node), print(node)),
  });
};

/** In a query as in a variable: no float nor enum passes for a string. */
const literal = (node: ValueNode): unknown => {
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.STRING ? node.value : undefined;
};

const matching =
  (pattern: RegExp): Parse<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const UNKNOWN = 'ZZ';
const country: Parse<string> = (value) =>
  matching(/^[A-Z]{2}$/)(value) && value !== UNKNOWN && regions.of(value as string)
    ? (value as string)
    : undefined;

const INSTANT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Stored instants are ordered as strings, so all are UTC and of one length. */
const instant: Parse<string> = (value) => {
  const [, day] = (typeof value === 'string' && INSTANT.exec(value)) || [];
  if (day === undefined || isoOf(`${day}T00:00:00Z`)?.startsWith(day) !== true) return; // no 30 February
  const iso = isoOf(value as string);
  return iso?.length === '2026-11-22T17:34:53.043Z'.length ? iso : undefined;
};

const isoOf = (text: string): string | undefined => {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};

const webUrl: Parse<string> = (value) => {
  if (typeof value !== 'string' || value.length > 2_000 || !value.isWellFormed()) return;
  if (/[\s\0]/.test(value)) return;
  return /^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined;
};

const safeInteger: Parse<number> = (value) => (Number.isSafeInteger(value) ? (value as number) : undefined);

export const scalars = {
  DateTime: scalar('DateTime', 'an RFC 3339 instant like 2026-11-22T17:34:53.043Z', instant),
  URL: scalar('URL', 'an http(s) URL', webUrl),
  CountryCode: scalar('CountryCode', 'an ISO 3166-1 alpha-2 code like DE', country),
  CurrencyCode: scalar('CurrencyCode', 'an ISO 4217 code like USD', matching(/^[A-Z]{3}$/)),
  Decimal: scalar('Decimal', 'a decimal as a string like "12.30"', matching(/^-?\d+(\.\d+)?$/)),
  SafeInt: scalar('SafeInt', 'an integer from -(2^53-1) to 2^53-1', safeInteger),
};

export const valueTypes = { Money: { amount: (amount: Money) => decimal(amount) } };
