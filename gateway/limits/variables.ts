import { visit, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { badInput } from '../errors.ts';

/** Levels of lists and objects in the variables. */
const DEEPEST_VALUE = 50;
/** Characters of one text in the variables. */
const LONGEST_TEXT = 65_536;

/** Values that are nested too deep cannot be copied safely; no field takes a text as long as this. */
export const checkValues = (variables: Record<string, unknown>) => {
  let level = Object.values(variables);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEEPEST_VALUE)
      throw badInput(`Expected variables of at most ${DEEPEST_VALUE} levels, got deeper ones.`);
    for (const value of level)
      if (typeof value === 'string' && value.length > LONGEST_TEXT)
        throw badInput(
          `Expected texts of at most ${LONGEST_TEXT} characters in variables, got one of ${value.length}.`,
        );
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
};

/** A variable with a default may be null all the same, but then it is no condition. */
export const checkConditions = (
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown>,
) => {
  const nulls = variableDefinitions
    .filter(({ variable, defaultValue }) => defaultValue && variables[variable.name.value] === null)
    .map(({ variable }) => variable.name.value);
  if (nulls.length === 0) return;
  visit(document, {
    Directive({ arguments: given = [] }) {
      for (const { value } of given)
        if (value.kind === 'Variable' && nulls.includes(value.name.value))
          throw badInput(`Expected $${value.name.value} to be a boolean, got null: it is a condition.`);
    },
  });
};
