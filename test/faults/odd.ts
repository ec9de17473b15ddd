import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';

type Random = () => number;

export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const TEXTS = [
  'A sentence that is neither short nor very long, all in all.',
  'A title of some words',
  '',
  ' ',
  'a',
  'podcast',
  '\0',
  '\ud800',
  '‮',
  '__proto__',
  'constructor',
  "';--",
  '{',
  'x'.repeat(6_000),
];
const NUMBERS = [0, -1, 1, 3, 20, 101, 1.5, -0.0001, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 4_000];
const ODD = [null, true, [], {}, [[]], [null], { __typename: 'User' }, JSON.parse('{"__proto__":{"id":1}}')];
const INSTANTS = [
  '2026-01-15T12:00:00.000Z',
  '2026-02-30T00:00:00Z',
  '1',
  'now',
  '+275760-09-13T00:00:00.000Z',
];

const SCALARS: Record<string, readonly unknown[]> = {
  String: TEXTS,
  Int: NUMBERS,
  Float: NUMBERS,
  SafeInt: NUMBERS,
  Boolean: [true, false],
  DateTime: INSTANTS,
  CurrencyCode: ['USD', 'JPY', 'XXX', 'usd', ''],
  CountryCode: ['PT', 'ZZ', 'Portugal'],
  URL: ['https://images.example.com/1.png', 'javascript:alert(1)', 'http://[', ''],
};

/** Values for the inputs of a schema: mostly of the right type, seldom sensible, sometimes anything at all. */
export const createOddity = (random: Random, idFor: (name: string) => string) => {
  const valueOf = (type: GraphQLInputType, name: string): unknown => {
    if (isNonNullType(type)) return random() < 0.03 ? null : valueOf(type.ofType, name);
    if (random() < 0.04) return pick(random, [...ODD, ...TEXTS, ...NUMBERS]);
    if (isListType(type))
      return Array.from({ length: pick(random, [0, 1, 1, 2, 120]) }, () => valueOf(type.ofType, name));
    if (isEnumType(type)) return random() < 0.1 ? 'NOTHING' : pick(random, type.getValues()).name;
    if (isInputObjectType(type)) return objectOf(Object.values(type.getFields()));
    if (type.name === 'ID') return random() < 0.8 ? idFor(name) : pick(random, ['ord_', 'gig_01', ...TEXTS]);
    return pick(random, SCALARS[type.name] ?? TEXTS);
  };

  const objectOf = (fields: { name: string; type: GraphQLInputType }[]) => {
    const given = fields.filter(({ type }) => (isNonNullType(type) ? random() > 0.03 : random() < 0.5));
    const entries = given.map(({ name, type }) => [name, valueOf(type, name)] as const);
    return Object.fromEntries(random() < 0.02 ? [...entries, ['surprise', 1]] : entries);
  };

  return { valueOf };
};

/** All that can be selected without arguments, so many levels deep. */
const selectionOf = (type: GraphQLOutputType, depth: number): string => {
  if (isNonNullType(type) || isListType(type)) return selectionOf(type.ofType as GraphQLOutputType, depth);
  if (isLeafType(type)) return '';
  if (!isObjectType(type) && !isInterfaceType(type)) return '{ __typename }';
  const fields = Object.values(type.getFields())
    .filter(({ args, type: fieldType }) => !args.some(isRequiredArgument) && (isLeaf(fieldType) || depth > 0))
    .map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`);
  return `{ __typename ${fields.join(' ')} }`;
};

const isLeaf = (type: GraphQLOutputType): boolean =>
  isNonNullType(type) || isListType(type) ? isLeaf(type.ofType as GraphQLOutputType) : isLeafType(type);

/** One operation that asks this field, with variables for its arguments. */
export const operationOf = (
  kind: 'query' | 'mutation',
  { name, args, type }: GraphQLField<unknown, unknown>,
) => {
  const variables = args.map((argument) => `$${argument.name}: ${String(argument.type)}`);
  const passed = args.map((argument) => `${argument.name}: $${argument.name}`);
  const list = (items: string[]) => (items.length > 0 ? `(${items.join(', ')})` : '');
  return `${kind} ${list(variables)} { ${name}${list(passed)} ${selectionOf(type, 2)} }`;
};
