import type { GraphQLDataSource } from '@apollo/gateway';
import { isAbstractType, isObjectType, type GraphQLSchema } from 'graphql';
import { remember } from '../../kernel/graphql/remember.ts';
import type { GatewayContext } from '../context.ts';
import { shapeOf, type Fields, type Shape } from './answer-shape.ts';
import { readable } from './readable-error.ts';

type Source = GraphQLDataSource<GatewayContext>;
type Fetched = Awaited<ReturnType<Source['process']>>;
type Path = (string | number)[];

/** Of queries, in characters. */
const SHAPES = 1024 * 1024;

/**
 * Before Apollo's executor: it takes for granted that lists are lists and objects are objects, and fails as a whole
 * where they are not. What does not fit is null here, with an error that names the subgraph; what was not asked for
 * is dropped.
 */
export const createFitting = (schema: GraphQLSchema) => {
  const shapes = remember<Fields>(5_000, { total: SHAPES });
  const known = (query: string) => shapes.get(query) ?? shapes.set(query, shapeOf(schema, query));

  return (name: string, source: Source): Source => ({
    async process(given) {
      const { data, errors, ...rest } = await source.process(given);
      const { query = '', variables } = given.request;
      const representations = variables?.['representations'] as Data[] | undefined;
      const fields = known(query);
      const walk: Walk = { schema, misfits: [] };
      const fitted =
        data && fittedData(walk, data, { fields, representations, hasErrors: errors !== undefined });
      const all = [
        ...(errors ?? []).map((error) => readable(error, fields, representations?.length)),
        ...walk.misfits.map((misfit) => told(name, misfit)),
      ];
      return {
        ...rest,
        ...(data !== undefined && { data: fitted }),
        ...(all.length > 0 && { errors: all }),
      } as Fetched;
    },
  });
};

type Misfit = { path: Path; expected: string };
type Walk = { schema: GraphQLSchema; misfits: Misfit[] };
type Data = Record<string, unknown>;

type Asked = { fields: Fields; representations: Data[] | undefined; hasErrors: boolean };

/** Null where the entities are not those that were asked for. */
const fittedData = (walk: Walk, data: Data, { fields, representations, hasErrors }: Asked) => {
  if (!representations) return fittedObject(walk, data, { fields, path: [] });
  const came = data['_entities'];
  const isThere = Array.isArray(came) && came.length === representations.length;
  if (!isThere)
    return came == null && hasErrors
      ? null
      : misfit(walk, [], `a list of ${representations.length} entities`);
  const each = { ...fields.get('_entities')!, lists: 0 };
  const entities = came.map((one, i) => {
    const type = walk.schema.getType(String(representations[i]!['__typename']));
    return fittedValue(walk, one, { shape: { ...each, type }, path: ['_entities', i] });
  });
  return { _entities: entities };
};

const fittedValue = (walk: Walk, value: unknown, { shape, path }: { shape: Shape; path: Path }): unknown => {
  if (value === null) return null;
  if (shape.lists > 0) {
    if (!Array.isArray(value)) return misfit(walk, path, 'a list');
    const inner = { ...shape, lists: shape.lists - 1 };
    return value.map((one, i) => fittedValue(walk, one, { shape: inner, path: [...path, i] }));
  }
  if (!shape.fields) return fittedLeaf(walk, value, { shape, path });
  if (typeof value !== 'object' || Array.isArray(value)) return misfit(walk, path, 'an object');
  if (!isOfType(walk, value as Data, shape))
    return misfit(walk, path, `an object of ${shape.type ?? 'a type'}`);
  return fittedObject(walk, withType(value as Data, shape), { fields: shape.fields, path });
};

/** Where that executor is less strict than GraphQL; it looks at all else itself. */
const fittedLeaf = (walk: Walk, value: unknown, { shape: { type }, path }: { shape: Shape; path: Path }) => {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) return misfit(walk, path, 'a number');
  if (type?.name === 'Int' && value !== (value | 0)) return misfit(walk, path, 'an Int');
  return type?.name === 'ID' && Number.isInteger(value) ? String(value) : value;
};

const fittedObject = (walk: Walk, object: Data, { fields, path }: { fields: Fields; path: Path }): Data => {
  const there = [...fields].filter(([key]) => Object.hasOwn(object, key));
  // By entries: `__proto__` is a name that a client may give.
  return Object.fromEntries(
    there.map(([key, shape]) => [key, fittedValue(walk, object[key], { shape, path: [...path, key] })]),
  );
};

/**
 * Whatever it calls its type: also an interface, if it stands in for it there. One of several types must tell it, and
 * the same under each name.
 */
const isOfType = ({ schema }: Walk, object: Data, { type, fields }: Shape): boolean => {
  let first: unknown;
  for (const [key, { tells }] of fields!) {
    if (!tells) continue;
    const name = Object.hasOwn(object, key) ? object[key] : undefined;
    if (name === undefined && !(tells === 'always' && isAbstractType(type))) continue;
    if (typeof name !== 'string' || name !== (first ??= name)) return false;
    if (type === undefined || name === type.name) continue;
    const told = schema.getType(name);
    if (!isAbstractType(type) || !isObjectType(told) || !schema.isSubType(type, told)) return false;
  }
  return true;
};

/** Where one type alone can come, the answer need not tell it; that executor loses what is in some fragments then. */
const withType = (object: Data, { type, fields }: Shape): Data =>
  isObjectType(type) && fields!.get('__typename')?.tells && !Object.hasOwn(object, '__typename')
    ? { ...object, __typename: type.name }
    : object;

const misfit = ({ misfits }: Walk, path: Path, expected: string): null => {
  misfits.push({ path, expected });
  return null;
};

const told = (subgraph: string, { path, expected }: Misfit) => ({
  message: `Expected a GraphQL answer from the ${subgraph} service, got something else in place of ${expected}.`,
  path,
  extensions: { code: 'BAD_GATEWAY' },
});
