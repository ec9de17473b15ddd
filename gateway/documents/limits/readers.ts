import { valueFromASTUntyped, type OperationDefinitionNode, type ValueNode } from 'graphql';
import type { Field } from './fields.ts';

type Variables = Record<string, unknown>;

/** What a request gives: known now, or once there are variables. */
export type Given<T> = { known: T } | { of(variables: Variables): T };

export const map = <T, U>(given: Given<T>, change: (value: T) => U): Given<U> =>
  'known' in given ? { known: change(given.known) } : { of: (variables) => change(given.of(variables)) };

export const all = <T>(given: Given<T>[]): Given<T[]> =>
  given.every((each) => 'known' in each)
    ? { known: given.map(({ known }) => known) }
    : { of: (variables) => given.map((each) => valueOf(each, variables)) };

export const valueOf = <T>(given: Given<T>, variables: Variables): T =>
  'known' in given ? given.known : given.of(variables);

/** Answers an argument of a field: what is given, the variable's default, or its own. */
export const createArgumentReader = ({ variableDefinitions = [] }: OperationDefinitionNode) => {
  const defaults = new Map<string, unknown>(
    variableDefinitions.map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue && valueFromASTUntyped(defaultValue),
    ]),
  );

  const read = (node: ValueNode): Given<unknown> => {
    if (node.kind === 'Variable') {
      const name = node.name.value;
      const byDefault = defaults.get(name);
      return {
        of: (variables) =>
          Object.hasOwn(variables, name) && variables[name] !== undefined ? variables[name] : byDefault,
      };
    }
    if (node.kind === 'ListValue') return all(node.values.map(read));
    if (node.kind !== 'ObjectValue') return { known: valueFromASTUntyped(node) };
    const names = node.fields.map(({ name }) => name.value);
    return map(all(node.fields.map(({ value }) => read(value))), (values) =>
      Object.fromEntries(names.map((name, i) => [name, values[i]])),
    );
  };

  return ({ definition, node }: Field, name: string): Given<unknown> => {
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    const byDefault = definition.args.find((argument) => argument.name === name)?.defaultValue;
    if (!given) return { known: byDefault };
    return map(read(given), (value) => (value === undefined ? byDefault : value));
  };
};
