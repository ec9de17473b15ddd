import {
  GraphQLError,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { badInput } from './errors.ts';

/** Of a document, in lexical tokens: the parser stops there. */
export const MOST_TOKENS = 5_000;
/** Levels of selections, fragments included. Introspection by GraphiQL needs 15. */
const DEEPEST_SELECTION = 30;
/** Levels of lists and objects in the variables. */
const DEEPEST_VALUE = 50;

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

/** Throws BAD_USER_INPUT where values are nested too deep to be copied safely. */
export const checkVariables = (variables: Record<string, unknown> | undefined) => {
  let level = Object.values(variables ?? {});
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEEPEST_VALUE)
      throw badInput(`Expected variables of at most ${DEEPEST_VALUE} levels, got deeper ones.`);
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
};
