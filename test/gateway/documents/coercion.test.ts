import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getVariableValues, parse, type OperationDefinitionNode } from 'graphql';
import { createCoercion } from '../../../gateway/documents/coercion.ts';
import { echo } from './echo.ts';

const definitionsOf = (variables: string) =>
  (parse(`query (${variables}) { int }`).definitions[0] as OperationDefinitionNode).variableDefinitions!;

const TYPES = [
  'Int',
  'Int!',
  'Float',
  'String!',
  'Boolean',
  'ID',
  '[ID!]!',
  '[[Float]]',
  'Color',
  'Filter',
  '[Inner!]',
  'Either',
  'Any',
  'Any!',
  'Int! = 5',
  'Color = RED',
];
const VALUE = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom(
    1,
    -1,
    2 ** 31,
    -(2 ** 31),
    1.5,
    1e400,
    'RED',
    'BLUE',
    '',
    'a',
    true,
    [],
    [[1]],
    ['a', 1],
    [null],
  ),
  fc.constantFrom(
    {},
    { n: 1 },
    { n: 1, s: 'a' },
    { n: 'x', y: 1 },
    { ids: [1, 'a'], range: 5 },
    { id: 'a' },
    { id: null },
  ),
  fc.constantFrom(
    { id: 'a', name: 'b' },
    { inner: { n: 1, deep: { n: null } } },
    { any: { x: [1] } },
    { on: 'yes' },
  ),
);

describe('variables are what their types say', () => {
  const definitions = definitionsOf(TYPES.map((type, i) => `$v${i}: ${type}`).join(' '));

  it('told with graphql-js’s own messages, whatever they are', () => {
    const coerced = createCoercion(echo, definitions);
    const names = TYPES.map((_, i) => `v${i}`);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), VALUE, { minKeys: 1 }), (variables) => {
        const { errors = [] } = getVariableValues(echo, definitions, variables);
        expect(coerced(variables).map(({ message }) => message)).toEqual(
          errors.map(({ message }) => message),
        );
      }),
      { numRuns: 400 },
    );
  });

  it.each(TYPES.map((type) => [type]))('told for %s alone', (type) => {
    const definition = definitionsOf(`$v: ${type}`);
    const coerced = createCoercion(echo, definition);
    fc.assert(
      fc.property(fc.oneof(fc.constant(undefined), VALUE), (value) => {
        const variables = value === undefined ? {} : { v: value };
        const { errors = [] } = getVariableValues(echo, definition, variables);
        expect(coerced(variables).map(({ message }) => message)).toEqual(
          errors.map(({ message }) => message),
        );
      }),
      { numRuns: 40 },
    );
  });
});
