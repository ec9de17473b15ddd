import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import { resultOf } from './answer.ts';
import { canonical, isSame, resultIn, type Known, type Operation } from './noted.ts';

/** An entity fetch is put together from all that was asked for with the same selection; in whole, or not at all. */
export const entitiesIn = (asked: Known[], operation: Operation): FormattedExecutionResult | undefined => {
  const wanted = representationsOf(operation);
  if (!wanted) return undefined;
  const rest = withoutRepresentations(operation);
  const same = asked.filter((one) => isSame(withoutRepresentations(one.operation), rest));
  const found = new Map(same.flatMap(entitiesOf));
  const entities = wanted.map((representation) => found.get(canonical(representation)));
  if (entities.length === 0 || !entities.every((entity) => entity !== undefined)) return undefined;
  const failed = entities.find(({ value }) => value === undefined);
  if (failed) return resultIn(failed.of);
  const errors = entities.flatMap((entity, index) => entity.errors.map((error) => placed(error, index)));
  return {
    data: { _entities: entities.map(({ value }) => value) },
    ...(errors.length > 0 && { errors }),
  };
};

type FormattedError = NonNullable<FormattedExecutionResult['errors']>[number];

/** `value` is undefined where the fetch had none at all. */
type Entity = { of: Known; value: unknown; errors: FormattedError[] };

const entitiesOf = (of: Known): [string, Entity][] => {
  const wanted = representationsOf(of.operation) ?? [];
  const { data, errors = [] } = of.answer instanceof GraphQLError ? {} : resultOf(of.subgraph, of.answer);
  const values: unknown = data?.['_entities'];
  const isWhole = Array.isArray(values) && values.length === wanted.length;
  return wanted.map((representation, index) => [
    canonical(representation),
    { of, value: isWhole ? values[index] : undefined, errors: errors.filter((error) => isOf(error, index)) },
  ]);
};

/** An error that names no entity is told with the first. */
const isOf = ({ path }: FormattedError, index: number) =>
  typeof path?.[1] === 'number' ? path[1] === index : index === 0;

const placed = (error: FormattedError, index: number): FormattedError =>
  typeof error.path?.[1] === 'number'
    ? { ...error, path: ['_entities', index, ...error.path.slice(2)] }
    : error;

const representationsOf = ({ variables }: Operation) =>
  Array.isArray(variables?.['representations']) ? (variables['representations'] as unknown[]) : undefined;

const withoutRepresentations = ({ query, variables }: Operation): Operation => {
  const { representations: _, ...others } = variables ?? {};
  return { query, variables: others };
};
