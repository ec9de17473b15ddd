import {
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { conditionsOf } from '../bytes/variants.ts';
import { createCoercion } from './coercion.ts';

/** What documents that differ only in their literals have in common. */
export type Form = {
  /** The normal form: variables stand for literals. It has no locations. */
  document: DocumentNode;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  /** The variables that stand in @skip and @include. */
  conditions: string[];
  /** What is wrong with the variables. Those that stand for literals may be absent: they are right. */
  check(variables: Record<string, unknown>): readonly GraphQLError[];
};

export type Forming = { schema: GraphQLSchema; rules: readonly ValidationRule[] };

/** A form by the name of each operation of a document; undefined if it is not valid. */
export const formsOf = (
  { schema, rules }: Forming,
  text: string,
  lifted: ReadonlySet<string>,
): Map<string | undefined, Form> | undefined => {
  const document = parse(text, { noLocation: true });
  if (validate(schema, document, [...specifiedRules, ...rules]).length > 0) return undefined;
  const { definitions } = document;
  const fragments = Object.fromEntries(
    definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [[each.name.value, each]] : [])),
  );
  const operations = definitions.filter((each) => each.kind === 'OperationDefinition');
  const conditions = conditionsOf(document);
  return new Map(
    operations.map((operation) => {
      const given = operation.variableDefinitions?.filter(({ variable }) => !lifted.has(variable.name.value));
      const check = createCoercion(schema, given ?? []);
      return [operation.name?.value, { document, operation, fragments, conditions, check }];
    }),
  );
};
