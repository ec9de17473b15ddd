import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  validate,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import { createDocuments } from '../../../gateway/documents/documents.ts';
import { answer, documentsOptions, echo } from './echo.ts';

const STRINGS = ['"a"', '""', '"""b\n  c"""', String.raw`"\u00e9\"\\"`, '"😀"', '"12"'];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '-7',
  '2147483647',
  '2147483648',
  '1.5',
  '1.0',
  '-0.0',
  '1e3',
  '1e999',
  '99999999999999999999',
];
const ODD = ['null', 'true', 'RED', '{}', '[]', '[1]', '{ a: 1 }', '$v', '$w', '$_0', ...STRINGS, ...NUMBERS];

const oneOf = (...values: string[]) => fc.constantFrom(...values);

/** A literal that the type has, as a rule; or a variable; or anything. */
const literal = (type: GraphQLInputType, depth: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 30, arbitrary: right(type, depth) },
    { weight: 2, arbitrary: fc.constant(`$${getNamedType(type).name}`) },
    { weight: 1, arbitrary: oneOf(...ODD) },
  );

const right = (type: GraphQLInputType, depth: number): fc.Arbitrary<string> => {
  if (isNonNullType(type)) return literal(type.ofType, depth);
  if (isListType(type))
    return fc.oneof(
      literal(type.ofType, depth),
      fc.array(literal(type.ofType, depth), { maxLength: 3 }).map((items) => `[${items.join(' ')}]`),
    );
  if (isEnumType(type)) return oneOf('RED', 'GREEN', 'true_blue', 'null');
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(() => depth > 0);
    const given = fields.map(({ name, type }) =>
      literal(type, depth - 1).map((value) => `${name}: ${value}`),
    );
    const most = type.isOneOf ? 1 : 4;
    return fc
      .tuple(
        fc.subarray(given, { maxLength: Math.min(most, given.length) }).chain((some) => fc.tuple(...some)),
      )
      .map(([some]) => `{ ${some.join(', ')} }`);
  }
  if (type.name === 'Int') return oneOf('0', '1', '-7', '2147483647', 'null');
  if (type.name === 'Float') return oneOf(...NUMBERS, 'null');
  if (type.name === 'Boolean') return oneOf('true', 'false', 'null');
  return type.name === 'Any' ? oneOf(...ODD) : oneOf(...STRINGS, ...(type.name === 'ID' ? ['5', '-0'] : []));
};

const field = (typeName: string) =>
  fc
    .constantFrom(...Object.values((echo.getType(typeName) as GraphQLObjectType).getFields()))
    .chain(({ name, args }) =>
      fc
        .subarray(args.map((arg) => literal(arg.type, 3).map((value) => `${arg.name}: ${value}`)))
        .chain((given) =>
          fc.tuple(
            oneOf('', 'a: ', 'b: '),
            oneOf('', ' @skip(if: false)', ' @include(if: $Boolean)'),
            fc.tuple(...given),
          ),
        )
        .map(([alias, directive, given]) => {
          const inner = name === 'node' ? ' { ...F ... on Leaf { leaf(c: RED) } }' : '';
          return `${alias}${name}${given.length ? `(${given.join(', ')})` : ''}${directive}${inner}`;
        }),
    );

const DEFINED = {
  Int: '5',
  Float: '1.5',
  String: '"s"',
  ID: '"id"',
  Boolean: 'true',
  Color: 'RED',
  Any: '"any"',
  Inner: '{ n: 1 }',
  Filter: '{ text: "t" }',
  Either: '{ id: "i" }',
};

const withDefinitions = (body: string) => {
  const used = Object.entries(DEFINED).filter(([name]) => new RegExp(`\\$${name}\\b`).test(body));
  const list = used.map(([name, value], i) => `$${name}: ${name}${i % 2 ? '' : ` = ${value}`}`);
  return `query ${list.length ? `(${list.join(', ')})` : ''} ${body}`;
};

const DOCUMENT = fc
  .tuple(fc.array(field('Query'), { minLength: 1, maxLength: 4 }), fc.array(field('Leaf'), { maxLength: 2 }))
  .map(([fields, inner]) => {
    const spread = fields.some((text) => text.includes('...F'));
    const fragment = spread ? ` fragment F on Leaf { id ${inner.join(' ')} }` : '';
    return withDefinitions(`{ ${fields.join(' ')} }${fragment}`);
  });

const VARIABLES = {
  Int: 8,
  Float: 2.5,
  String: 'v',
  ID: 'v',
  Boolean: true,
  Color: 'GREEN',
  Any: [1],
  Inner: { n: 2 },
  Filter: { on: true },
  Either: { name: 'v' },
};

it('a lifted document is valid where the original is, and answers the same', () => {
  const documents = createDocuments(documentsOptions);
  let known = 0;
  fc.assert(
    fc.property(DOCUMENT, (query) => {
      const found = documents.get(query);
      const isValid = validate(echo, parse(query)).length === 0;
      if (!found) return expect([query, isValid]).toEqual([query, false]);
      known += 1;
      expect([query, isValid]).toEqual([query, true]);
      for (const variables of [VARIABLES, {}])
        expect(answer(found.form.document, { ...variables, ...found.literals })).toBe(
          answer(query, variables),
        );
    }),
    { numRuns: 1_000 },
  );
  expect(known).toBeGreaterThan(100);
});
