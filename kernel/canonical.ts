import { createHash } from 'node:crypto';

/** JSON with sorted keys: equal values give equal bytes. Undefined members are left out, as in JSON. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortKeys);

export const hashOf = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex');

const sortKeys = (_: string, value: unknown) =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
