import {
  GraphQLScalarType,
  isEnumType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
  isSpecifiedScalarType,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ObjectValueNode,
  type ValueNode,
} from 'graphql';

/** A literal that its type does not have: the document is not valid. */
export const WRONG = Symbol('wrong');
/** A literal that stays where it is: it holds a variable, or means something that JSON does not. */
export const STAYS = Symbol('stays');

/**
 * The JSON that means, as a variable of this type, what the literal does; as strict as validation is.
 * A single value for a list becomes a list.
 */
export const jsonOf = (type: GraphQLInputType, node: ValueNode): unknown => {
  if (node.kind === 'Variable') return STAYS;
  if (isNonNullType(type)) return node.kind === 'NullValue' ? WRONG : jsonOf(type.ofType, node);
  if (node.kind === 'NullValue') return null;
  if (isListType(type)) return listOf(type.ofType, node);
  if (isScalarType(type)) return scalarOf(type, node);
  return isEnumType(type) ? enumOf(type, node) : objectOf(type, node);
};

const listOf = (type: GraphQLInputType, node: ValueNode): unknown => {
  const nodes = node.kind === 'ListValue' ? node.values : [node];
  const list: unknown[] = [];
  for (const each of nodes) {
    const json = jsonOf(type, each);
    if (json === WRONG || json === STAYS) return json;
    list.push(json);
  }
  return list;
};

const enumOf = (type: GraphQLEnumType, node: ValueNode) =>
  node.kind === 'EnumValue' && type.getValue(node.value) ? node.value : WRONG;

const objectOf = (type: GraphQLInputObjectType, node: ValueNode): unknown => {
  if (node.kind !== 'ObjectValue') return WRONG;
  const fields = type.getFields();
  const object: Record<string, unknown> = {};
  let stays = false;
  for (const { name, value } of node.fields) {
    const field = fields[name.value];
    if (!field || Object.hasOwn(object, name.value)) return WRONG;
    const json = jsonOf(field.type, value);
    if (json === WRONG) return WRONG;
    stays ||= json === STAYS;
    object[name.value] = json;
  }
  if (!isComplete(type, node, object)) return WRONG;
  return stays ? STAYS : object;
};

const isComplete = (
  type: GraphQLInputObjectType,
  { fields }: ObjectValueNode,
  object: Record<string, unknown>,
) => {
  if (type.isOneOf) return fields.length === 1 && Object.values(object)[0] !== null;
  return Object.values(type.getFields()).every(
    (field) => !isRequiredInputField(field) || Object.hasOwn(object, field.name),
  );
};

const scalarOf = (type: GraphQLScalarType, node: ValueNode): unknown => {
  let value: unknown;
  try {
    value = type.parseLiteral(node, undefined);
  } catch {
    return WRONG;
  }
  if (value === undefined) return WRONG;
  return isSpecifiedScalarType(type) ? unambiguous(value) : customOf(node);
};

/** What a subgraph makes of a scalar of its own is known for what JSON has, too. */
const customOf = (node: ValueNode): unknown => {
  if (node.kind === 'StringValue' || node.kind === 'BooleanValue') return node.value;
  if (node.kind !== 'IntValue') return STAYS;
  const number = Number(node.value);
  return Number.isSafeInteger(number) ? unambiguous(number) : STAYS;
};

/** JSON has no infinity, and nothing less than zero but not below it. */
const unambiguous = (value: unknown) =>
  typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)) ? STAYS : value;
