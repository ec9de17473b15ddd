import {
  BREAK,
  GraphQLError,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Of a document, in lexical tokens: the parser stops there. */
export const MOST_TOKENS = 5_000;
/** Levels of selections, fragments included. Introspection by GraphiQL needs 15. */
export const DEEPEST_SELECTION = 30;
/** Levels of lists and objects in a literal: Apollo's planner takes twice as long for each level of lists. */
export const DEEPEST_LITERAL = 10;
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

/** A validation rule: aliases and directives are cheap to write, and each is work. */
export const mostOf =
  (most: { aliases: number; directives: number }) =>
  (context: ValidationContext): ASTVisitor => {
    const count = { aliases: 0, directives: 0 };
    return {
      Field({ alias }) {
        if (alias) count.aliases += 1;
      },
      Directive() {
        count.directives += 1;
      },
      Document: {
        leave() {
          for (const what of ['aliases', 'directives'] as const)
            if (count[what] > most[what])
              context.reportError(
                new GraphQLError(`Expected at most ${most[what]} ${what} in a document, got ${count[what]}.`),
              );
        },
      },
    };
  };
