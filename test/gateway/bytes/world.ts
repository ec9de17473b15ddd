import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { hashOf, isSo } from './chance.ts';
import { scalarOf } from './scalars.ts';

/**
 * An object of the world: `n` numbers it among those of its type. All that a subgraph says of it follows from these
 * two, so that any two subgraphs say the same. `given`: the representation by which it was asked for.
 */
export type Thing = { __typename: string; n: number; given?: Record<string, unknown> };

/** What goes wrong: shares of all fields and entities. */
export type Troubles = { nulls: number; errors: number; missing: number };

/** `edges`: numbers and texts that are hard to read come often. */
export type World = { seed: number; troubles: Troubles; edges: boolean };

/** So few that they come up again and again. */
const ENTITIES = 6;

/** Of a type, by its keys: the names of their fields, and of fields that require others. */
export type Keyed = { keys: Map<string, string[]>; requiring: Set<string> };

/** Answers every field of every type. */
export const fieldOf =
  (
    { seed, troubles, edges }: World,
    { keys, requiring }: Keyed,
  ): GraphQLFieldResolver<Thing | undefined, unknown> =>
  (thing, args, _, { parentType, fieldName, returnType, schema }) => {
    const { name } = parentType;
    const n = thing?.n ?? 0;
    const named = [seed, name, n, fieldName, JSON.stringify(args)];
    if (keys.get(name)?.includes(fieldName) && !isObjectType(getNamedType(returnType)))
      return keyOf(name, n, returnType);
    if (isSo(troubles.errors, 'error', ...named)) throw errorOf(named);
    if (requiring.has(`${name}.${fieldName}`)) return `required ${given(thing!)}`;
    return valueOf(returnType, { schema, keys, edges, nulls: troubles.nulls }, named);
  };

const errorOf = (named: unknown[]) => {
  const code = ['FORBIDDEN', undefined, 'INVALID_GRAPHQL', 'TOO_MUCH'][hashOf('code', ...named) % 4];
  return new GraphQLError(`No ${named.slice(1).join(' ')}.`, {
    extensions: code === undefined ? {} : { code, why: named[2] },
  });
};

const given = ({ given: { __typename, ...fields } = {} }: Thing) =>
  hashOf(
    JSON.stringify(
      Object.keys(fields)
        .sort()
        .map((key) => [key, fields[key]]),
    ),
  );

const keyOf = (type: string, n: number, returnType: GraphQLOutputType) =>
  getNamedType(returnType).name === 'Int' ? n : `${type}:${n}`;

/** The thing that a representation means. */
export const thingOf = (world: World, { keys }: Keyed, representation: Record<string, unknown>) => {
  const type = String(representation['__typename']);
  const key = keys
    .get(type)
    ?.find((name) => typeof representation[name] !== 'object' && name in representation);
  if (key === undefined) return null;
  const n = Number(/\d+$/.exec(String(representation[key]))?.[0]);
  if (isSo(world.troubles.missing, world.seed, 'missing', type, n)) return null;
  if (isSo(world.troubles.errors, world.seed, 'lost', type, n))
    return errorOf([world.seed, 'entity', type, n]);
  return { __typename: type, n, given: representation };
};

type Making = { schema: GraphQLSchema; keys: Map<string, string[]>; edges: boolean; nulls: number };

const valueOf = (type: GraphQLOutputType, making: Making, named: unknown[]): unknown => {
  if (isNonNullType(type)) return presentOf(type.ofType, making, named);
  return isSo(making.nulls, 'null', ...named) ? null : presentOf(type, making, named);
};

const presentOf = (type: GraphQLOutputType, making: Making, named: unknown[]): unknown => {
  if (isListType(type))
    return Array.from({ length: hashOf('length', ...named) % 4 }, (_, i) =>
      valueOf(type.ofType, making, [...named, i]),
    );
  const number = hashOf('value', ...named);
  if (isEnumType(type)) return lastSeldom(type.getValues(), number).value;
  if (isObjectType(type)) return thing(type.name, making, number);
  if (isAbstractType(type)) {
    const { name } = lastSeldom(making.schema.getPossibleTypes(type), number);
    return thing(name, making, hashOf(number));
  }
  return scalarOf(getNamedType(type).name, number, making.edges);
};

/** The last is the one that a client may not see. */
const lastSeldom = <T>(of: readonly T[], number: number): T =>
  number % 16 === 0 || of.length === 1 ? of.at(-1)! : of[number % (of.length - 1)]!;

const thing = (type: string, { keys }: Making, number: number): Thing => ({
  __typename: type,
  n: keys.has(type) ? number % ENTITIES : number,
});
