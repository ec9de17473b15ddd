import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { fieldsOf, writtenBelow, type SameKey, type Shaping, type Written } from './selections.ts';
import { createSlots, type Slots } from './slots.ts';
import { surprise } from './surprise.ts';

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

/** `types`: those that an object there may have. */
export const placeOf = (shaping: Shaping, types: readonly GraphQLObjectType[], written: Written[]): Place => {
  const number = shaping.nextNumber();
  const variants = types.map((type) => ({
    type: type.name,
    fields: [...fieldsOf(shaping, type, written)].map(([key, fields]) => fieldOf(shaping, type, key, fields)),
  }));
  return { number, variants, tagged: isTagged(variants), slots: createSlots() };
};

const isTagged = ([one, ...others]: Variant[]): boolean => {
  if (!one || others.length === 0 || !tellsType(one)) return false;
  return others.every((other) => tellsType(other) && other.fields[0]!.key === one.fields[0]!.key);
};

const tellsType = ({ fields: [first] }: Variant) =>
  first?.value.kind === 'leaf' && first.value.scan === 'typename';

const fieldOf = (shaping: Shaping, parent: GraphQLObjectType, key: string, fields: SameKey): Field => {
  const name = fields[0].node.name.value;
  if (name === '__typename')
    return { key, name, value: { kind: 'leaf', nullable: false, scan: 'typename', words: [parent.name] } };
  const field = parent.getFields()[name] ?? surprise('plan');
  return { key, name, value: valueOf(shaping, field.type, writtenBelow(shaping, fields)) };
};

const valueOf = (shaping: Shaping, type: GraphQLOutputType, written: Written[]): Value => {
  const nullable = !isNonNullType(type);
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) {
    const of = valueOf(shaping, inner.ofType, written);
    return { kind: 'list', nullable, of, rows: of.kind === 'list' ? shaping.nextNumber() : -1 };
  }
  if (isEnumType(inner)) {
    // A value that the client may not see is none: what then becomes of its field is not for bytes.
    const seen = shaping.api.getType(inner.name);
    const words = (isEnumType(seen) ? seen : inner).getValues().map(({ name }) => name);
    return { kind: 'leaf', nullable, scan: 'enum', words };
  }
  const named = getNamedType(inner);
  if (!isObjectType(named) && !isAbstractType(named))
    return { kind: 'leaf', nullable, scan: SCALARS[named.name] ?? 'scalar', words: [] };
  const place = placeOf(shaping, isObjectType(named) ? [named] : seenOf(shaping, named), written);
  const isTold = place.tagged || (place.variants.length === 1 && tellsType(place.variants[0]!));
  if (!isObjectType(named) && !isTold) return surprise('abstract');
  return { kind: 'object', nullable, place };
};

/** An object of a type that the client may not see becomes null: that is not for bytes. */
const seenOf = ({ schema, api }: Shaping, type: GraphQLAbstractType) =>
  schema.getPossibleTypes(type).filter(({ name }) => api.getType(name));

const SCALARS: Record<string, Scan> = {
  String: 'string',
  ID: 'string',
  Int: 'int',
  Float: 'float',
  Boolean: 'boolean',
};
