import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { conditionsOf } from '../../bytes/variants.ts';
import { badInput } from '../../errors.ts';

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
    const below: unknown[] = [];
    for (const value of level)
      if (typeof value === 'string') expectShort(value);
      else if (typeof value === 'object' && value !== null)
        for (const one of Object.values(value)) below.push(one);
    level = below;
  }
};

const expectShort = ({ length }: string) => {
  if (length > LONGEST_TEXT)
    throw badInput(
      `Expected texts of at most ${LONGEST_TEXT} characters in variables, got one of ${length}.`,
    );
};

/** Throws for null: a variable with a default may be null all the same, but then it is no condition. */
export const createConditionCheck = (
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
) => {
  const conditions = conditionsOf(document);
  const names = variableDefinitions
    .filter(({ variable, defaultValue }) => defaultValue && conditions.includes(variable.name.value))
    .map(({ variable }) => variable.name.value);

  return (variables: Record<string, unknown>) => {
    for (const name of names)
      if (variables[name] === null)
        throw badInput(`Expected $${name} to be a boolean, got null: it is a condition.`);
  };
};
