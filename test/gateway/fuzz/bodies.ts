import { createHash } from 'node:crypto';
import type { Chance } from '../bytes/chance.ts';
import type { Operation } from './sent.ts';

/** What the gateway takes. */
const MOST_BYTES = 1024 * 1024;

const nested = (n: number, open: string, close: string) => open.repeat(n) + close.repeat(n);

/** JSON that is right, but for one of its parts, or that is none. */
export const bodyOf = (operation: Operation, chance: Chance): Buffer => {
  const text = JSON.stringify(chance.is(0.4) ? withOdd(operation, chance) : operation);
  return chance.is(0.5) ? Buffer.from(text) : garbled(text, chance);
};

const PARTS = [
  'query',
  'variables',
  'operationName',
  'extensions',
  'id',
  'documentId',
  '__proto__',
  'toString',
];
const ODD: unknown[] = [
  ...[null, true, 0, -1, 1.5, '', 'text', [], {}, [null], [{}], { a: 1 }, '{}', ['query'], '\ud800'],
  ...['__proto__'],
  ...[{ persistedQuery: null }, { persistedQuery: 1 }, { persistedQuery: { version: 2 } }],
  ...[{ persistedQuery: { version: 1 } }, { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } }],
  ...[{ persistedQuery: { version: 1, sha256Hash: {} } }, { persistedQuery: [] }],
  ...[{ ['__proto__']: null, toString: 1 }],
];

const withOdd = (operation: Operation, chance: Chance): object => {
  if (chance.is(0.2)) return { ...operation, extensions: persisted(operation.query) };
  const part = chance.pick(PARTS);
  const parts: [string, unknown][] = [...Object.entries(operation), [part, chance.pick(ODD)]];
  // By entries, for a key of `__proto__` that JSON can say.
  return Object.fromEntries(parts);
};

const persisted = (query: string) => ({
  persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
});

const NOT_UTF8 = ['ff', 'c0af', 'eda080', 'f4908080', 'e282'].map((hex) => Buffer.from(hex, 'hex'));
const WHOLE = [
  ...['', ' ', 'null', 'true', '0', '"query"', '[]', '{}', '[{"query":"{__typename}"}]', '{"query":'],
  ...['query=a', '{{'],
  ...["{'query':'{__typename}'}", '{"query":"{__typename}"}{}', '{"query":"{__typename}",}', '\0', 'NaN'],
  ...['--x\r\n'],
];

const garbled = (text: string, chance: Chance): Buffer => {
  const at = chance.below(text.length);
  const bytes = Buffer.from(text);
  switch (chance.below(12)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), chance.pick(NOT_UTF8), bytes.subarray(at)]);
    case 2:
      return Buffer.from(chance.pick(WHOLE));
    case 3: // the last of equal keys counts
      return Buffer.from(`{"query":1,"variables":[],${text.slice(1)}`);
    case 4:
      return Buffer.from(
        `${text.slice(0, -1)},"query":"{ __typename }","query":${chance.pick(['"{a}"', 'null', '{}'])}}`,
      );
    case 5:
      return Buffer.from(`[${text},${text}]`);
    case 6:
      return Buffer.from(`{"variables":{"a":${nested(10_000, '[', ']')}},${text.slice(1)}`);
    case 7:
      return Buffer.from(nested(10_000, '{"query":', '}'));
    case 8:
      return Buffer.from(`\ufeff${text}`);
    case 9:
      return Buffer.from(text, 'utf16le');
    case 10:
      return Buffer.from(
        text.slice(0, at) +
          chance.pick(['\u0000', '"', '\\', '\n', '}', '1e999', '\\ud800']) +
          text.slice(at),
      );
    default:
      bytes[at] = chance.below(256);
      return bytes;
  }
};

/** Bodies of the largest size, of one byte more, and of far too many. */
export const bodyOfSize = (operation: Operation, chance: Chance): { what: string; body: Buffer } => {
  const text = JSON.stringify(operation);
  const what = chance.pick(['as large as may be', 'a byte too large', 'of 10 MB']);
  const size = what === 'of 10 MB' ? 10_000_000 : MOST_BYTES + Number(what !== 'as large as may be');
  const filling = size - text.length - 9;
  const isText = chance.is(0.5);
  const filled = isText ? `,"x":"${'x'.repeat(filling)}"}` : `${' '.repeat(filling + 8)}}`;
  return {
    what,
    body: Buffer.from(text.slice(0, -1) + (isText ? filled.padEnd(size - text.length + 1) : filled)),
  };
};

/** Of variables that were right, one or more are not. */
export const spoiled = ({ query, variables, ...rest }: Operation, chance: Chance): Operation => {
  const names = [...Object.keys(variables), 'if0', 'v0', '_0', '__proto__', 'representations', 'other'];
  const given = Object.entries(variables).filter(() => chance.is(0.9));
  for (let times = 1 + chance.below(2); times > 0; times -= 1)
    given.push([chance.pick(names), chance.is(0.02) ? deep(chance.below(60)) : chance.pick(VALUES)]);
  return { ...rest, query, variables: Object.fromEntries(given) };
};

const VALUES: unknown[] = [
  ...[null, true, 0, -0, 1.5, 2 ** 31, 1e300, '', 'text', '1', [], {}, [[]], [null], { a: 1 }, '\ud800'],
  ...['💥\u0000'],
  ...[{ ['__proto__']: 1 }, { input: null }, 'x'.repeat(100_000), Array.from({ length: 1_000 }, () => 'a')],
  ...['NEW', -1],
  ...[{ toString: 1 }, 'null', '{"a":1}', [1, 'a', null], Number.MAX_SAFE_INTEGER, [[[[[[1]]]]]], false],
  ...['9'.repeat(99)],
];

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
