import {
  BREAK,
  GraphQLError,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { badInput } from './errors.ts';
import { checkRootFields } from './limits/root-fields.ts';
import { createSizeCheck } from './limits/size.ts';
import { checkConditions, checkValues } from './limits/variables.ts';

/** Of a document, in lexical tokens: the parser stops there. */
export const MOST_TOKENS = 5_000;
/** Levels of selections, fragments included. Introspection by GraphiQL needs 15. */
const DEEPEST_SELECTION = 30;
/** Levels of lists and objects in a literal: Apollo's planner takes twice as long for each level of lists. */
const DEEPEST_LITERAL = 10;
/** A validation rule: what is deeper would only occupy the planner. */
export const selectionDepth = (context: ValidationContext): ASTVisitor => {
  const depths = new Map<string, number>();

  const depthOf = ({ selections }: SelectionSetNode): number =>
    Math.max(
      ...selections.map((selection) => {
        if (selection.kind === 'FragmentSpread') return depthOfFragment(selection.name.value);
        if (selection.kind === 'InlineFragment') return depthOf(selection.selectionSet);
        return 1 + (selection.selectionSet ? depthOf(selection.selectionSet) : 0);
      }),
    );

  const depthOfFragment = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    depths.set(name, 0); // a cycle ends here; another rule refuses it
    const fragment: FragmentDefinitionNode | null | undefined = context.getFragment(name);
    const depth = fragment ? depthOf(fragment.selectionSet) : 0;
    depths.set(name, depth);
    return depth;
  };

  return {
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet);
      if (depth > DEEPEST_SELECTION)
        context.reportError(
          new GraphQLError(
            `Expected a selection of at most ${DEEPEST_SELECTION} levels, got one of ${depth}.`,
            { nodes: operation },
          ),
        );
    },
  };
};

/** A validation rule: the gateway itself sends a variable of this name to the subgraphs. */
export const reservedVariable = (context: ValidationContext): ASTVisitor => ({
  VariableDefinition(node) {
    if (node.variable.name.value === 'representations')
      context.reportError(
        new GraphQLError('The name of the variable $representations is taken: choose another.', {
          nodes: node,
        }),
      );
  },
});

/** A validation rule: deeper values come in variables. */
export const literalDepth = (context: ValidationContext): ASTVisitor => {
  let depth = 0;
  const enter = () => {
    depth += 1;
    if (depth <= DEEPEST_LITERAL) return;
    context.reportError(
      new GraphQLError(`Expected literals of at most ${DEEPEST_LITERAL} levels, got a deeper one.`),
    );
    return BREAK;
  };
  const leave = () => {
    depth -= 1;
  };
  return { ListValue: { enter, leave }, ObjectValue: { enter, leave } };
};

type Resolved = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown> | undefined;
};

/**
 * Throws what the client did wrong in a valid document: what Apollo's gateway would fail on, and what would
 * occupy everything here for one client.
 */
export const createOperationCheck = (supergraph: string) => {
  const checkSize = createSizeCheck(supergraph);
  return (resolved: Resolved) => {
    const { schema, document, variables = {} } = resolved;
    const operation = operationOf(resolved);
    checkValues(variables);
    checkConditions(document, operation, variables);
    checkRootFields(schema, document, operation);
    checkSize({ schema, document, operation, variables });
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
  if (!schema.getRootType(operation.operation))
    throw badInput(
      `Expected a query or a mutation, got a ${operation.operation}.`,
      'GRAPHQL_VALIDATION_FAILED',
    );
  return operation;
};
