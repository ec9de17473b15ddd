import {
  print,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { createLifting, type Lifting } from './lifting.ts';
import { selectionsOf, textOfDirectives, Untyped } from './selections.ts';

export type NormalForm = {
  /** A document in GraphQL, printed in one way, with variables for its literals. */
  text: string;
  /** The values of those variables. */
  literals: Record<string, unknown>;
};

/**
 * Documents that differ only in the literals of arguments, in spaces and comments have one normal form.
 * Undefined for what is not valid, as far as it shows here, and for what asks of the schema itself.
 * With several operations nothing is lifted: a fragment's variables would be those of each.
 */
export const normalFormOf = (schema: GraphQLSchema, document: DocumentNode): NormalForm | undefined => {
  try {
    return normalFormOfValid(schema, document);
  } catch (error) {
    if (error instanceof Untyped) return undefined;
    throw error;
  }
};

const normalFormOfValid = (schema: GraphQLSchema, document: DocumentNode): NormalForm => {
  const operations = document.definitions.filter((each) => each.kind === 'OperationDefinition');
  const lifting = createLifting(operations);
  const bodies = document.definitions.map((definition) => {
    if (definition.kind === 'OperationDefinition') {
      const type = schema.getRootType(definition.operation);
      if (!type || definition.operation === 'subscription') throw new Untyped();
      return selectionsOf({ schema, lifting }, type, definition.selectionSet);
    }
    if (definition.kind !== 'FragmentDefinition') throw new Untyped();
    const { typeCondition, selectionSet, directives } = definition;
    const type = schema.getType(typeCondition.name.value);
    const on = `fragment ${definition.name.value} on ${typeCondition.name.value}`;
    return `${on}${textOfDirectives(lifting, directives)}${selectionsOf({ schema, lifting }, type, selectionSet)}`;
  });
  const text = document.definitions.map((definition, i) =>
    definition.kind === 'OperationDefinition' ? `${headOf(lifting, definition)}${bodies[i]}` : bodies[i],
  );
  return { text: text.join('\n'), literals: lifting.literals };
};

const headOf = (lifting: Lifting, operation: OperationDefinitionNode) => {
  const { name, variableDefinitions = [], directives } = operation;
  const defined = variableDefinitions.map((each) => textOfVariable(lifting, each));
  const variables = [...defined, ...lifting.definitions];
  const list = variables.length > 0 ? `(${variables.join(',')})` : '';
  return `${operation.operation} ${name?.value ?? ''}${list}${textOfDirectives(lifting, directives)}`;
};

const textOfVariable = (lifting: Lifting, defined: VariableDefinitionNode) => {
  const { variable, type, defaultValue, directives } = defined;
  const byDefault = defaultValue ? `=${print(defaultValue)}` : '';
  return `$${variable.name.value}:${print(type)}${byDefault}${textOfDirectives(lifting, directives)}`;
};
