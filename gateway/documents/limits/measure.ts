import {
  getNamedType,
  isCompositeType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { createAmounts, type Amounts } from './amounts.ts';
import type { Demands } from './demands.ts';
import type { Field, FieldReader } from './fields.ts';
import { createInputCost } from './input-cost.ts';
import { sizeOf, type Size } from './list-sizes.ts';
import { createArgumentReader, type Given } from './readers.ts';
import { createWeights } from './weights.ts';

export type Measuring = {
  schema: GraphQLSchema;
  demands: Demands;
  fieldsOf: FieldReader;
  operation: OperationDefinitionNode;
  page: number;
};

/** Where a selection set stands: fields of the objects that it is selected of may have a known size. */
type Place = { type: GraphQLCompositeType; inside?: Size['inside'] };

/**
 * Answers what an operation's answer may hold at most, and what it costs: an object 1, a scalar 0, or what
 * `@cost` of its type says; what `@cost` of a field or an argument says on top, each time it is asked. What is
 * selected twice or skipped by a condition counts, too. The document is read here, once.
 */
export const measure = (measuring: Measuring): ((variables: Record<string, unknown>) => Amounts) => {
  const { schema, demands, fieldsOf, operation, page } = measuring;
  const argumentOf = createArgumentReader(operation);
  const weights = createWeights(schema, demands);
  const inputCost = createInputCost(demands);

  const callOf = (field: Field): Given<number> =>
    inputCost(field, (name) => argumentOf(field, name), weights.ofField(field));

  const amountsOf = (set: SelectionSetNode, { type, inside }: Place) => {
    const amounts = createAmounts();
    for (const field of fieldsOf(set, type)) {
      const { name } = field.definition;
      const argument = (argument: string) => argumentOf(field, argument);
      const size = sizeOf(field, { listSize: weights.listSizeOf(field), argument, page });
      const times = inside?.fields.includes(name) ? inside.times : size.times;
      const named = getNamedType(field.definition.type);
      const each = isCompositeType(named)
        ? amountsOf(field.node.selectionSet!, { type: named, inside: size.inside })
        : createAmounts();
      each.add(isCompositeType(named) ? 'objects' : 'values', ONE);
      each.add('cost', { known: weights.ofType(named) });
      amounts.addEach(times, each);
      amounts.add('cost', callOf(field));
    }
    return amounts;
  };

  const root = schema.getRootType(operation.operation)!;
  return amountsOf(operation.selectionSet, { type: root }).of;
};

const ONE = { known: 1 };
