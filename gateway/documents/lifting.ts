import type { GraphQLInputType, OperationDefinitionNode, ValueNode } from 'graphql';

type Lifted = { variable: string; type: GraphQLInputType; node: ValueNode };

export type Lifting = {
  /** False: literals stay where they are. */
  isOn: boolean;
  /** Of its variables' names; none that the document defines has it. */
  prefix: string;
  /** Answers the variable that stands for a literal at a place like `gigs.first`. */
  lift(place: string, lifted: Omit<Lifted, 'variable'>, json: unknown): string;
  /** Of the variables, as text. */
  definitions: string[];
  literals: Record<string, unknown>;
};

/**
 * Gives each literal a variable. Fields of one name that are merged must have equal arguments, and so equal
 * variables: at places of one name, equal literals share one.
 */
export const createLifting = (operations: OperationDefinitionNode[]): Lifting => {
  const prefix = unusedPrefix(operations);
  const places = new Map<string, Lifted[]>();
  const definitions: string[] = [];
  const literals: Record<string, unknown> = {};

  return {
    isOn: operations.length === 1,
    prefix,
    definitions,
    literals,
    lift(place, { type, node }, json) {
      const there = places.get(place);
      const same = there?.find((lifted) => lifted.type === type && isSame(lifted.node, node));
      if (same) return same.variable;
      const name = `${prefix}${definitions.length}`;
      const variable = `$${name}`;
      definitions.push(`${variable}:${nameOf(type)}`);
      literals[name] = json;
      if (there) there.push({ variable, type, node });
      else places.set(place, [{ variable, type, node }]);
      return variable;
    },
  };
};

const unusedPrefix = (operations: OperationDefinitionNode[]) => {
  const names = operations.flatMap(({ variableDefinitions = [] }) =>
    variableDefinitions.map(({ variable }) => variable.name.value),
  );
  let prefix = '_';
  while (names.some((name) => name.startsWith(prefix))) prefix += '_';
  return prefix;
};

/** Written in the same way: that is how validation compares arguments. */
const isSame = (a: ValueNode, b: ValueNode): boolean => {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'ListValue') return eachIsSame(a.values, (b as typeof a).values);
  if (a.kind === 'ObjectValue') {
    const { fields } = b as typeof a;
    return (
      a.fields.every(({ name }, i) => name.value === fields[i]?.name.value) &&
      eachIsSame(
        a.fields.map(({ value }) => value),
        fields.map(({ value }) => value),
      )
    );
  }
  if (a.kind === 'StringValue' && a.block !== (b as typeof a).block) return false;
  return a.kind === 'NullValue' || (a as { value?: unknown }).value === (b as { value?: unknown }).value;
};

const eachIsSame = (a: readonly ValueNode[], b: readonly ValueNode[]) =>
  a.length === b.length && a.every((node, i) => isSame(node, b[i]!));

const names = new WeakMap<GraphQLInputType, string>();

const nameOf = (type: GraphQLInputType) => {
  const known = names.get(type);
  if (known !== undefined) return known;
  const name = String(type);
  names.set(type, name);
  return name;
};
