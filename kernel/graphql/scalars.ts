import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { decimal, type Money } from '../money.ts';

type Parse<T> = (value: unknown) => T | undefined;

/** A scalar that goes out as it is stored and comes in through one check. */
const scalar = <T>(name: string, expected: string, parse: Parse<T>) => {
  const parseValue = (value: unknown) => {
    const parsed = parse(value);
    if (parsed === undefined)
      throw new GraphQLError(`Expected ${expected}, got ${JSON.stringify(value)?.slice(0, 60)}.`);
    return parsed;
  };
  return new GraphQLScalarType({ name, parseValue, parseLiteral: (node) => parseValue(literal(node)) });
};

const literal = (node: ValueNode): unknown =>
  node.kind === Kind.INT ? Number(node.value) : 'value' in node ? node.value : undefined;

const matching =
  (pattern: RegExp): Parse<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

const instant: Parse<string> = (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value))
    return;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

const webUrl: Parse<string> = (value) => {
  if (typeof value !== 'string' || value.length > 2_000) return;
  return /^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined;
};

const safeInteger: Parse<number> = (value) => (Number.isSafeInteger(value) ? (value as number) : undefined);

export const scalars = {
  DateTime: scalar('DateTime', 'an RFC 3339 instant like 2026-11-22T17:34:53.043Z', instant),
  URL: scalar('URL', 'an http(s) URL', webUrl),
  CountryCode: scalar('CountryCode', 'an ISO 3166-1 alpha-2 code like DE', matching(/^[A-Z]{2}$/)),
  CurrencyCode: scalar('CurrencyCode', 'an ISO 4217 code like USD', matching(/^[A-Z]{3}$/)),
  Decimal: scalar('Decimal', 'a decimal as a string like "12.30"', matching(/^-?\d+(\.\d+)?$/)),
  SafeInt: scalar('SafeInt', 'an integer from -(2^53-1) to 2^53-1', safeInteger),
};

export const valueTypes = { Money: { amount: (amount: Money) => decimal(amount) } };
