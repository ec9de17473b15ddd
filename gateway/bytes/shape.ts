import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import { createSlots, type Slots } from './slots.ts';
import { surprise } from './surprise.ts';
import { isChosen } from './variants.ts';

export type Scan = 'string' | 'int' | 'float' | 'boolean' | 'enum' | 'scalar' | 'typename';

/** What must come at a place of an answer. */
export type Leaf = { kind: 'leaf'; nullable: boolean; scan: Scan; words: string[] };
export type ObjectValue = { kind: 'object'; nullable: boolean; place: Place };
/** `rows`: the number of the records of its items, where these are lists themselves. */
export type List = { kind: 'list'; nullable: boolean; of: Value; rows: number };
export type Value = Leaf | ObjectValue | List;

export type Field = { key: string; name: string; value: Value };

/** The fields of an object of this type, in the order in which they are answered. */
export type Variant = { type: string; fields: Field[] };

/**
 * Every object at one place of one fetch's answer, however many lists lead there. `tagged`: its first field tells
 * its type; else it has but one variant, or the representation that was asked for tells. `slots`: of its records.
 */
export type Place = { number: number; variants: Variant[]; tagged: boolean; slots: Slots };

export type Shaping = {
  /** The whole supergraph's, as graphql-js has it. */
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  /** Of the operation, for @skip and @include. */
  booleans: Record<string, boolean>;
  /** Numbers places of all fetches of a plan. */
  nextNumber(): number;
};

/** The fields that are selected of a concrete type, in the order in which they are answered. */
export const fieldsOf = (shaping: Shaping, type: GraphQLObjectType, selections: readonly SelectionNode[]) => {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  collect(shaping, type, selections, fields);
  return fields;
};

const collect = (
  shaping: Shaping,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  fields: Map<string, [FieldNode, ...FieldNode[]]>,
) => {
  for (const selection of selections) {
    if (!isChosen(selection, shaping.booleans)) continue;
    if (selection.kind === 'Field') {
      const key = selection.alias?.value ?? selection.name.value;
      const known = fields.get(key);
      if (known) known.push(selection);
      else fields.set(key, [selection]);
      continue;
    }
    const fragment =
      selection.kind === 'FragmentSpread' ? shaping.fragments[selection.name.value]! : selection;
    if (isOf(shaping.schema, type, fragment.typeCondition?.name.value))
      collect(shaping, type, fragment.selectionSet.selections, fields);
  }
};

export const isOf = (schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined) => {
  if (condition === undefined || condition === type.name) return true;
  const wider = schema.getType(condition);
  return isAbstractType(wider) && schema.isSubType(wider, type);
};

/** `types`: those that an object there may have. */
export const placeOf = (
  shaping: Shaping,
  types: readonly GraphQLObjectType[],
  selections: readonly SelectionNode[],
): Place => {
  const number = shaping.nextNumber();
  const variants = types.map((type) => ({
    type: type.name,
    fields: [...fieldsOf(shaping, type, selections)].map(([key, nodes]) =>
      fieldOf(shaping, type, key, nodes),
    ),
  }));
  const tagged = variants.length > 1 && variants.every(({ fields: [first] }) => first && isTypename(first));
  return { number, variants, tagged, slots: createSlots() };
};

export const isTypename = ({ value }: Field) => value.kind === 'leaf' && value.scan === 'typename';

const fieldOf = (
  shaping: Shaping,
  parent: GraphQLObjectType,
  key: string,
  nodes: [FieldNode, ...FieldNode[]],
): Field => {
  const name = nodes[0].name.value;
  if (name === '__typename')
    return { key, name, value: { kind: 'leaf', nullable: false, scan: 'typename', words: [parent.name] } };
  const field = parent.getFields()[name] ?? surprise('plan');
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return { key, name, value: valueOf(shaping, field.type, selections) };
};

const valueOf = (shaping: Shaping, type: GraphQLOutputType, selections: SelectionNode[]): Value => {
  const nullable = !isNonNullType(type);
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) {
    const of = valueOf(shaping, inner.ofType, selections);
    return { kind: 'list', nullable, of, rows: of.kind === 'list' ? shaping.nextNumber() : -1 };
  }
  if (isEnumType(inner)) {
    const words = inner.getValues().map(({ name }) => name);
    return { kind: 'leaf', nullable, scan: 'enum', words };
  }
  const named = getNamedType(inner);
  if (!isObjectType(named) && !isAbstractType(named))
    return { kind: 'leaf', nullable, scan: SCALARS[named.name] ?? 'scalar', words: [] };
  const types = isObjectType(named) ? [named] : shaping.schema.getPossibleTypes(named);
  const place = placeOf(shaping, types, selections);
  if (!isObjectType(named) && !place.tagged && place.variants.length !== 1) return surprise('abstract');
  return { kind: 'object', nullable, place };
};

const SCALARS: Record<string, Scan> = {
  String: 'string',
  ID: 'string',
  Int: 'int',
  Float: 'float',
  Boolean: 'boolean',
};
