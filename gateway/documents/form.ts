import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { conditionsOf } from '../bytes/variants.ts';
import { createCoercion } from './coercion.ts';
import type { Cost, createLimits, OperationLimits } from './limits/limits.ts';

/** What documents that differ only in their literals have in common. */
export type Form = {
  /** The normal form: variables stand for literals. It has no locations. */
  document: DocumentNode;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  /** The variables that stand in @skip and @include. */
  conditions: string[];
  /** What is too large, and what is wrong with the variables: those that stand for literals included. */
  check(variables: Variables): readonly GraphQLError[];
  costOf(variables: Variables): Cost;
};

type Variables = Record<string, unknown>;

export type Forming = {
  schema: GraphQLSchema;
  rules: readonly ValidationRule[];
  limitsOf: ReturnType<typeof createLimits>;
};

/** A form by the name of each operation of a document; none if it is not valid, or larger than all limits. */
export const formsOf = (
  { schema, rules, limitsOf }: Forming,
  text: string,
): Map<string | undefined, Form> | undefined => {
  const document = parse(text, { noLocation: true });
  if (validate(schema, document, [...specifiedRules, ...rules]).length > 0) return undefined;
  const { definitions } = document;
  const fragments = Object.fromEntries(
    definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [[each.name.value, each]] : [])),
  );
  const forms = new Map<string | undefined, Form>();
  for (const operation of definitions) {
    if (operation.kind !== 'OperationDefinition') continue;
    const asked = { schema, document, operation };
    const limits = orError(() => limitsOf(asked));
    if (limits instanceof GraphQLError) continue;
    const conditions = conditionsOf(document);
    forms.set(operation.name?.value, {
      document,
      operation,
      fragments,
      conditions,
      ...checksOf(asked, limits),
    });
  }
  return forms;
};

const checksOf = ({ schema, operation }: Asked, limits: OperationLimits) => {
  const coercion = createCoercion(schema, operation.variableDefinitions ?? []);
  return {
    check(variables: Variables) {
      const tooLarge = orError(() => limits.check(variables));
      return tooLarge ? [tooLarge] : coercion(variables);
    },
    costOf: limits.costOf,
  };
};

type Asked = { schema: GraphQLSchema; operation: OperationDefinitionNode };

const orError = <T>(run: () => T): T | GraphQLError => {
  try {
    return run();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
};
