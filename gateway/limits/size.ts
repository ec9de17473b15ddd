import {
  getNamedType,
  isCompositeType,
  valueFromASTUntyped,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { tooLarge } from '../errors.ts';
import { createFieldReader } from './fields.ts';
import { createSizeOf, type Size } from './list-sizes.ts';

export type Asked = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
};

/** That the answer may hold. */
const MOST_OBJECTS = 10_000;
/** Scalars that the answer may hold: aliases may ask for one long text again and again. */
const MOST_VALUES = 30_000;

/** Where a selection set stands: in so many objects, each of which may have fields of a known size. */
type Place = { type: GraphQLCompositeType; times: number; inside?: Size['inside'] };

/**
 * Throws unless the operation's answer has a bounded size. Counted is what it may hold at most; what is
 * selected twice or skipped by a condition counts, too.
 */
export const createSizeCheck = (supergraph: string) => {
  const sizeOf = createSizeOf(supergraph);

  return ({ schema, document, operation, variables }: Asked) => {
    const fieldsOf = createFieldReader(schema, document);
    const given = { ...defaultsOf(operation), ...variables };
    const counted = { objects: 0, values: 0 };

    const count = (set: SelectionSetNode, place: Place) => {
      for (const field of fieldsOf(set, place.type)) {
        const size = sizeOf(field, given);
        const isSized = place.inside?.fields.includes(field.definition.name);
        const times = place.times * (isSized ? place.inside!.times : size.times);
        const type = getNamedType(field.definition.type);
        if (isCompositeType(type)) {
          counted.objects += times;
          count(field.node.selectionSet!, { type, times, inside: size.inside });
        } else counted.values += times;
      }
    };

    count(operation.selectionSet, { type: schema.getRootType(operation.operation)!, times: 1 });
    expectAtMost(MOST_OBJECTS, 'objects', counted.objects);
    expectAtMost(MOST_VALUES, 'values', counted.values);
  };
};

const expectAtMost = (most: number, what: string, count: number) => {
  if (count > most)
    throw tooLarge(
      `Expected at most ${most} ${what} in an answer, got an operation that asks for up to ${count}: ` +
        'ask for smaller pages, or for fewer lists in lists.',
    );
};

const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode) =>
  Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
