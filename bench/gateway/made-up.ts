import {
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { hashOf, idOf, textOf, valueOf } from './values.ts';

/** So many entities of each type: of the 1,000 references of the heavy page about 630 are distinct. */
const ENTITIES = 2_000;
/** Of a list that is no page. */
const USUAL_LIST = 3;
const LISTS_OF_A_PAGE = ['edges', 'nodes'];

/** How often a text is repeated, to make large answers. */
export type Told = { textTimes: number };

/** `size`: of the lists of a page. */
type Made = { __typename: string; id?: string; seed: number; size: number };
type Place = Told & { schema: GraphQLSchema; name: string; seed: number; size: number };

/**
 * Answers any field of any schema: the same place always the same. An entity looks the same wherever it is met, in
 * each subgraph.
 */
export const madeUp: GraphQLFieldResolver<Partial<Made> | undefined, Told> = (source, args, told, info) => {
  const { fieldName: name, returnType, schema } = info;
  const given = source && Reflect.get(source, name);
  if (given !== undefined) return given;
  const seed = hashOf(`${source ? seedOf(source) : 0}.${name}`);
  const size = LISTS_OF_A_PAGE.includes(name) ? source?.size : sizeIn(args);
  return make(returnType, { ...told, schema, name, seed, size: size ?? USUAL_LIST });
};

/** Of a reference: what names the entity. */
const seedOf = (source: Partial<Made>) =>
  source.seed ??
  hashOf(source.id === undefined ? JSON.stringify(source) : `${source.__typename}.${source.id}`);

const sizeIn = ({ first, ids }: { first?: unknown; ids?: unknown }): number | undefined => {
  if (Array.isArray(ids)) return ids.length;
  return typeof first === 'number' ? first : undefined;
};

const make = (type: GraphQLOutputType, place: Place): unknown => {
  const nullable = getNullableType(type);
  if (isListType(nullable))
    return Array.from({ length: place.size }, (_, i) =>
      make(nullable.ofType, { ...place, seed: hashOf(`${place.seed}[${i}]`) }),
    );
  const isLeaf = isScalarType(nullable) || isEnumType(nullable);
  if (isLeaf && !isNonNullType(type) && place.seed % 16 === 0) return null;
  return makeNamed(nullable as GraphQLNamedType, place);
};

const makeNamed = (type: GraphQLNamedType, place: Place): unknown => {
  const { schema, name, seed, size, textTimes } = place;
  if (isEnumType(type)) return type.getValues()[seed % type.getValues().length]!.value;
  if (isScalarType(type))
    return type.name === 'String' ? textOf(name, seed).repeat(textTimes) : valueOf(type.name, seed);
  const concrete = isAbstractType(type) ? schema.getPossibleTypes(type)[0]! : type;
  if (!isObjectType(concrete)) throw new TypeError(`Expected a type of an answer, got ${type.name}.`);
  return makeObject(concrete.name, concrete.getFields()['id'] !== undefined, { seed, size });
};

const makeObject = (
  __typename: string,
  isEntity: boolean,
  { seed, size }: Pick<Made, 'seed' | 'size'>,
): Made => {
  if (!isEntity) return { __typename, seed, size };
  const id = idOf(__typename, seed % ENTITIES);
  return { __typename, id, seed: hashOf(`${__typename}.${id}`), size };
};
