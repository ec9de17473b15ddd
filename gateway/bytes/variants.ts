import type { DirectiveNode, OperationDefinitionNode, SelectionNode } from 'graphql';
import { visit, type DocumentNode } from 'graphql';

/** Of the variables that stand in @skip and @include: each combination has plans of its own. */
export type Booleans = Record<string, boolean>;

/** Does @skip or @include leave this in? */
export const isChosen = ({ directives = [] }: SelectionNode, booleans: Booleans): boolean =>
  directives.every((directive) => {
    if (directive.name.value === 'skip') return !conditionOf(directive, booleans);
    return directive.name.value !== 'include' || conditionOf(directive, booleans);
  });

const conditionOf = ({ arguments: [condition] = [] }: DirectiveNode, booleans: Booleans): boolean => {
  const value = condition?.value;
  if (value?.kind === 'BooleanValue') return value.value;
  return value?.kind === 'Variable' && booleans[value.name.value] === true;
};

/** The variables on which the shape of the answer depends, each once. */
export const conditionsOf = (document: DocumentNode): string[] => {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: [condition] = [] }) {
      const value = condition?.value;
      if (/^(skip|include)$/.test(name.value) && value?.kind === 'Variable') names.add(value.name.value);
    },
  });
  return [...names].sort();
};

/** What those variables are in a request, with the operation's defaults. */
export const booleansOf = (
  names: string[],
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Booleans =>
  Object.fromEntries(
    names.map((name) => {
      const byDefault = variableDefinitions.find(
        ({ variable }) => variable.name.value === name,
      )?.defaultValue;
      const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return [name, (given ?? (byDefault?.kind === 'BooleanValue' && byDefault.value)) === true];
    }),
  );
