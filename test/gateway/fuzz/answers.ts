import { WireError, type Fault, type WireResponse } from '../../../gateway/wires/wire.ts';
import type { Chance } from '../bytes/chance.ts';

type Json = Record<string, unknown>;

/** What a subgraph might send in place of this answer. Throws WireError where nothing comes. */
export const mutatedAnswer = (answer: Json, chance: Chance): WireResponse => {
  const text = chance.is(0.6) ? JSON.stringify(changed(answer, chance)) : JSON.stringify(answer);
  const bytes = chance.is(0.4) ? garbled(text, chance) : Buffer.from(text);
  if (chance.is(0.02)) throw new WireError(chance.pick(FAULTS), 'Expected an answer, got none.');
  const status = chance.is(0.05) ? chance.pick(STATUSES) : 200;
  const type = chance.is(0.05) ? chance.pick(TYPES) : 'application/json';
  const cookies: Record<string, string> = chance.is(0.05) ? { 'set-cookie': chance.pick(COOKIES) } : {};
  return { status, headers: { 'content-type': type, ...cookies }, body: bytes };
};

const FAULTS: Fault[] = ['not sent', 'cut off', 'too late', 'too large', 'not HTTP'];
const STATUSES = [201, 204, 206, 301, 304, 400, 401, 403, 404, 413, 418, 429, 500, 502, 503, 504, 599];
const TYPES = ['text/html', '', 'application/graphql-response+json', 'application/json; charset=latin1'];
const COOKIES = ['a=1', 'a=1\nb=2; HttpOnly', 'session=; Max-Age=0'];

/** In one or a few places. */
const changed = (answer: Json, chance: Chance): unknown => {
  let value: unknown = structuredClone(answer);
  if (chance.is(0.3)) (value as Json)['errors'] = oddErrors(chance);
  if (chance.is(0.1)) (value as Json)[chance.pick(['data', 'extensions', 'hasNext', 'label'])] = odd(chance);
  if (chance.is(0.05)) delete (value as Json)['data'];
  for (let times = 1 + chance.below(3); times > 0; times -= 1) value = changedSomewhere(value, chance);
  return value;
};

/** Goes down until it has come to an end, or has had enough. */
const changedSomewhere = (value: unknown, chance: Chance): unknown => {
  if (typeof value !== 'object' || value === null || chance.is(0.08)) return oddFor(value, chance);
  const keys = Object.keys(value);
  if (keys.length === 0) return oddFor(value, chance);
  const key = chance.pick(keys);
  if (Array.isArray(value)) {
    if (chance.is(0.1)) return [...value, ...value];
    if (chance.is(0.1)) return value.slice(1);
    return value.with(Number(key), changedSomewhere(value[Number(key)], chance));
  }
  const { [key]: inside, ...rest } = value as Json;
  if (chance.is(0.06)) return rest;
  if (chance.is(0.06)) return { ...value, [chance.pick(KEYS)]: odd(chance) };
  if (chance.is(0.04)) return { ...rest, [`${key} `]: inside };
  return { ...value, [key]: changedSomewhere(inside, chance) };
};

const KEYS = [
  'extra',
  '',
  'id',
  '__typename',
  '_entities',
  'constructor',
  '__proto__',
  'a"b',
  '\ud800',
  '💥',
];

/** Of another type, or of the same with another value: an enum's value, a name of a type. */
const oddFor = (value: unknown, chance: Chance): unknown => {
  if (typeof value === 'string' && chance.is(0.4)) return chance.pick([`${value}X`, value.toLowerCase(), '']);
  if (typeof value === 'number' && chance.is(0.4))
    return chance.pick([-value, value * 1e10, value + 0.5, String(value), 2 ** 31, 5e-324]);
  if (Array.isArray(value) && chance.is(0.4)) return chance.pick([[value], value[0], [null], {}]);
  return odd(chance);
};

const ODDS: unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e300, 2 ** 53, '', 'text', 'null', 'NEW', 'User', 'Gig'],
  ...[[], {}, [null], [[]], [{}], { __typename: 'User' }, { __typename: 'None' }, { __typename: 1 }],
  ...[{ id: null }, { id: 1 }, { data: null }, '\u0000', '\ud83d', '"\\', '💥', '\u2028', '</script>'],
];

const odd = (chance: Chance): unknown => {
  if (chance.is(0.02)) return 'x'.repeat(10 ** (3 + chance.below(4)));
  if (chance.is(0.02)) return Array.from({ length: 5_000 }, (_, i) => i);
  return chance.pick(ODDS);
};

const PATHS: unknown[] = [
  ...[undefined, null, '', 'a.b', 0, {}, [], [null], [{}], ['_entities'], ['_entities', 0]],
  ...[['_entities', -1]],
  ...[
    ['_entities', 99, 'id'],
    ['_entities', '0', 'id'],
    ['_entities', 1.5],
    ['__proto__', 'x'],
  ],
  ...[['@', '@']],
  ...[['a', 1, 'b', 2, 'c', 3], Array.from({ length: 1_000 }, () => 0)],
];
const EXTENSIONS: unknown[] = [
  ...[undefined, null, '', [], 1, {}, { code: null }, { code: 1 }, { code: {} }, { code: 'FORBIDDEN' }],
  ...[{ code: '' }, { code: 'x'.repeat(2_000) }, { http: { status: 500 } }, { code: 'A', http: null }],
  ...[
    { code: 'A', field: ['input'], serviceName: 1 },
    { code: 'A', http: { status: 'x', headers: 1 } },
  ],
  ...[{ code: 'constructor' }, { code: '__proto__' }, { code: 'INVALID_GRAPHQL', http: { status: 404 } }],
  ...[{ code: 'A', stacktrace: ['at secret'] }, { code: 'PERSISTED_QUERY_NOT_FOUND' }],
];
const ERRORS: unknown[] = [null, true, 0, '', 'text', {}, [], [null], ['text'], [[]], [{}], [{ message: 1 }]];

const oddErrors = (chance: Chance): unknown => {
  if (chance.is(0.4)) return chance.pick(ERRORS);
  const one = () => ({
    message: chance.is(0.9) ? chance.pick(['No.', '', 'lone \ud800', '💥']) : odd(chance),
    path: chance.pick(PATHS),
    extensions: chance.pick(EXTENSIONS),
    ...(chance.is(0.2) && { locations: odd(chance) }),
  });
  return Array.from({ length: chance.is(0.02) ? 1_000 : 1 + chance.below(3) }, one);
};

const GARBAGE = [
  ...['', ' ', 'null', '[]', '{}', '"text"', '0', '<!doctype html><h1>502</h1>', '{"data":{}} x'],
  ...['{"data":{}}{}'],
  ...['\ufeff{"data":{}}', '{"data":{},}', "{'data':{}}", '{"data":NaN}', '{"data":{}', '{data:{}}'],
  ...['\u0000'],
  ...['{"data":null}', '{"data":[]}', '{"errors":[]}', `{"data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ...['{"data":{"a":'.repeat(5_000), `{"data":{"a":1e999}}`, '{"data":null,"data":{}}', '{"a":/**/1}'],
  ...['{"\\u'],
];

/** No longer the JSON that it was. */
const garbled = (text: string, chance: Chance): Buffer => {
  const at = chance.below(text.length);
  const bytes = Buffer.from(text);
  const byte = chance.below(bytes.length);
  switch (chance.below(12)) {
    case 0:
      return Buffer.from(chance.pick(GARBAGE));
    case 1:
      return bytes.subarray(0, byte);
    case 2: // not UTF-8, or in the midst of a character
      return Buffer.concat([bytes.subarray(0, byte), chance.pick(NOT_UTF8), bytes.subarray(byte)]);
    case 3:
      bytes[byte] = chance.below(256);
      return bytes;
    case 4:
      return Buffer.concat([bytes.subarray(0, byte), bytes.subarray(byte + 1 + chance.below(4))]);
    case 5:
      return Buffer.from(text.slice(0, at) + chance.pick(PIECES) + text.slice(at));
    case 6: // doubled keys
      return Buffer.from(text.replace(/"(\w+)":/, (key) => `${key}${chance.pick(VALUES)},${key}`));
    case 7:
      return Buffer.from(text.replaceAll(/([:,[])(?=["\d{[])/g, (mark) => mark + chance.pick(SPACES)));
    case 8:
      return Buffer.from(text.replaceAll(/(?<=:)\d+/g, () => chance.pick(VALUES)));
    case 9:
      return Buffer.from(
        text.replaceAll(/(?<=:)"[^"\\]*"/g, (one) => (chance.is(0.2) ? chance.pick(VALUES) : one)),
      );
    case 10:
      return Buffer.from(text, 'utf16le');
    default:
      return Buffer.from(
        chance.pick(['\ufeff', '\n', '\u00a0', ")]}',\n", 'x']) + text + chance.pick(['', '\n', '\0', ']']),
      );
  }
};

const NOT_UTF8 = ['ff', 'c0af', 'eda080', 'f4908080', 'e282', 'fe'].map((hex) => Buffer.from(hex, 'hex'));
const PIECES = [
  ',',
  ':',
  '"',
  '\\',
  '}',
  ']',
  '{',
  '[',
  'null',
  '\u0000',
  '\n',
  '1',
  '-',
  '.',
  '\\u12',
  '\\ud800',
];
const SPACES = ['', ' ', '\n\t\r ', '\u00a0', '\f'];
const VALUES = [
  ...['1e999', '-0', '01', '1.', '.5', '+1', '0x10', 'NaN', 'Infinity', '-Infinity', '1E400', '1e-400'],
  ...['2147483648'],
  ...['-2147483649', '12345678901234567890', '1.0', '1e2', 'true', 'null', '"1"', '{}', '[]', '"\\ud800"'],
  ...['"\\x"'],
  ...['undefined', '"\t"', '"\\u0000"', '1'.repeat(400), 'tru', 'nul', '1.7976931348623157e309', '5e-325'],
];
