import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { badInput } from '../errors.ts';
import type { Cost, createLimits, OperationLimits } from './limits/limits.ts';

type Resolved = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown> | undefined;
};

/**
 * For Apollo Server: throws what the client did wrong in a valid document, e.g. what Apollo's gateway would
 * fail on; answers what the operation costs. Each operation is read once, as long as its document is kept.
 */
export const createOperationCheck = (limitsOf: ReturnType<typeof createLimits>) => {
  const known = new WeakMap<OperationDefinitionNode, OperationLimits>();

  return (resolved: Resolved): Cost => {
    const { schema, document, variables = {} } = resolved;
    const operation = operationOf(resolved);
    const limits = known.get(operation) ?? limitsOf({ schema, document, operation });
    known.set(operation, limits);
    limits.check(variables);
    return limits.costOf(variables);
  };
};

const operationOf = ({ schema, operation, operationName }: Resolved) => {
  if (!operation)
    throw badInput(
      operationName
        ? `Expected operationName to name an operation of the document, got ${JSON.stringify(operationName)}.`
        : 'Expected a document of one operation, or operationName to choose one.',
      'OPERATION_RESOLUTION_FAILURE',
    );
  if (operation.operation === 'subscription' || !schema.getRootType(operation.operation))
    throw badInput(
      `Expected a query or a mutation, got a ${operation.operation}.`,
      'GRAPHQL_VALIDATION_FAILED',
    );
  return operation;
};
