import {
  getVariableValues,
  GraphQLScalarType,
  isEnumType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
  typeFromAST,
  type GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';

type Variables = Record<string, unknown>;
/** True only for a value that the type has for sure. */
type Check = (value: unknown) => boolean;

/**
 * Answers what getVariableValues finds wrong, and asks it only about what is not right at first sight.
 * The definitions must be valid.
 */
export const createCoercion = (schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]) => {
  const checks = definitions.map(({ variable, type, defaultValue }) => {
    const inputType = typeFromAST(schema, type as never) as unknown as GraphQLInputType;
    const name = variable.name.value;
    return { name, check: checkOf(inputType), isRequired: isNonNullType(inputType) && !defaultValue };
  });

  return (variables: Variables): readonly GraphQLError[] => {
    for (const { name, check, isRequired } of checks) {
      if (Object.hasOwn(variables, name) ? !check(variables[name]) : isRequired)
        return getVariableValues(schema, definitions, variables).errors ?? [];
    }
    return [];
  };
};

const MOST = 2 ** 31 - 1;

const SCALARS: Record<string, Check> = {
  Int: (value) => Number.isInteger(value) && (value as number) <= MOST && (value as number) >= -MOST - 1,
  Float: (value) => Number.isFinite(value),
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
};

/** A scalar of the subgraphs' own takes anything here. */
const { parseValue: takesAll } = new GraphQLScalarType({ name: 'Any' });

const checks = new WeakMap<GraphQLInputType, Check>();

const checkOf = (type: GraphQLInputType): Check => {
  const known = checks.get(type);
  if (known) return known;
  checks.set(type, (value) => made(value)); // for input objects that hold themselves
  const made = checkFor(type);
  checks.set(type, made);
  return made;
};

const checkFor = (type: GraphQLInputType): Check => {
  if (isNonNullType(type)) {
    const check = checkOf(type.ofType);
    return (value) => value !== null && value !== undefined && check(value);
  }
  const check = checkForNullable(type);
  return (value) => value === null || check(value);
};

const checkForNullable = (type: Exclude<GraphQLInputType, { kind: 'NonNull' }>): Check => {
  if (isListType(type)) {
    const check = checkOf(type.ofType as GraphQLInputType);
    return (value) => (Array.isArray(value) ? value.every(check) : check(value));
  }
  if (isEnumType(type)) return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  if (isScalarType(type))
    return SCALARS[type.name] ?? ((value) => value !== undefined && type.parseValue === takesAll);
  return objectCheck(type as GraphQLInputObjectType);
};

const objectCheck = (type: GraphQLInputObjectType): Check => {
  const fields = new Map(
    Object.values(type.getFields()).map((field) => [field.name, checkOf(field.type)] as const),
  );
  const required = Object.values(type.getFields()).filter(isRequiredInputField);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const object = value as Variables;
    for (const name of Object.keys(object)) if (!fields.get(name)?.(object[name])) return false;
    if (type.isOneOf) {
      const given = Object.values(object);
      return given.length === 1 && given[0] !== null;
    }
    return required.every(({ name }) => Object.hasOwn(object, name));
  };
};
