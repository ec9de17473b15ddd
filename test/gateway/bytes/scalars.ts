const STRINGS = [
  '',
  'plain',
  'with "quotes" and \\ back and / slashes',
  'tab\tline\nreturn\rfeed\fback\bnull\u0000',
  'Grüße, κόσμε',
  '👩‍👩‍👧 emoji 💥',
  'lone \ud800 high',
  'lone \udc00 low',
  '{"data":{"a":null}}',
  ']}},"',
  'a'.repeat(300),
  'null',
  '\u2028\u2029\ufeff',
];
const INTS = [0, 1, -1, 2_147_483_647, -2_147_483_648, 1_000_000_000, -999_999_999, 42];
const FLOATS = [
  0,
  1.5,
  -1.5,
  0.1,
  1e21,
  1e-7,
  -0.000001,
  123456.789,
  2 ** 53,
  5e-324,
  1.7976931348623157e308,
  3,
];

const of = <T>(values: readonly T[], number: number): T => values[number % values.length]!;

/** `edges`: every second is one. */
export const scalarOf = (name: string, number: number, edges: boolean): unknown =>
  edges && number % 2 ? edgeOf(name, number >>> 1) : plainOf(name, number >>> 1);

const edgeOf = (name: string, number: number): unknown => {
  switch (name) {
    case 'Int':
      return of(INTS, number);
    case 'Float':
      return of(FLOATS, number);
    case 'Boolean':
    case 'SafeInt':
    case 'ID':
      return plainOf(name, number);
    case 'Json':
      return of([{ any: ['thing', number] }, [], 1.5, -0, null], number);
    default:
      return of(STRINGS, number);
  }
};

const plainOf = (name: string, number: number): unknown => {
  switch (name) {
    case 'Int':
      return number % 1_000;
    case 'Float':
      return (number % 10_000) / 100;
    case 'Boolean':
      return number % 2 === 0;
    case 'SafeInt':
      return (number % 1_000_000) * 1_000;
    case 'ID':
      return `id-${number}`;
    case 'Json':
      return of([`text ${number}`, number, true], number);
    default:
      return `${name} ${number}`;
  }
};
