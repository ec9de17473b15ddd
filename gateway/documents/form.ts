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
import type { createLimits, OperationLimits } from './limits/limits.ts';

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
};

type Variables = Record<string, unknown>;

export type Forming = {
  schema: GraphQLSchema;
  rules: readonly ValidationRule[];
  limitsOf: ReturnType<typeof createLimits>;
};

/** By an operation's name, undefined for the only one; none where there is none, or one larger than all limits. */
export type Forms = (operationName: string | undefined) => Form | undefined;

/** Undefined if the document is not valid. Each form is made when it is asked for: a document may have a thousand. */
export const formsOf = (forming: Forming, text: string): Forms | undefined => {
  const { schema, rules } = forming;
  const document = parse(text, { noLocation: true });
  if (validate(schema, document, [...specifiedRules, ...rules]).length > 0) return undefined;
  const operations = document.definitions.filter((each) => each.kind === 'OperationDefinition');
  const formOf = createForming(forming, document);
  const made = new Map<OperationDefinitionNode, Form | undefined>();
  return (asked) => {
    if (asked === undefined && operations.length > 1) return undefined;
    const operation =
      asked === undefined ? operations[0] : operations.find(({ name }) => name?.value === asked);
    if (!operation) return undefined;
    if (!made.has(operation)) made.set(operation, formOf(operation));
    return made.get(operation);
  };
};

const createForming = ({ schema, limitsOf }: Forming, document: DocumentNode) => {
  const fragments = Object.fromEntries(
    document.definitions.flatMap((each) =>
      each.kind === 'FragmentDefinition' ? [[each.name.value, each]] : [],
    ),
  );
  const conditions = conditionsOf(document);
  return (operation: OperationDefinitionNode): Form | undefined => {
    const asked = { schema, document, operation };
    const limits = orError(() => limitsOf(asked));
    if (limits instanceof GraphQLError) return undefined;
    return { document, operation, fragments, conditions, ...checksOf(asked, limits) };
  };
};

const checksOf = ({ schema, operation }: Asked, limits: OperationLimits) => {
  const coercion = createCoercion(schema, operation.variableDefinitions ?? []);
  return {
    check(variables: Variables) {
      const tooLarge = orError(() => limits.check(variables));
      return tooLarge ? [tooLarge] : coercion(variables);
    },
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
