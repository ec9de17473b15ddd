import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import { resultOf } from './answer.ts';

export type Noted = {
  subgraph: string;
  body: Uint8Array;
  isMutation: boolean;
  answer: Uint8Array | GraphQLError;
};

/** What is sent to a subgraph, as an object. */
export type Operation = { query: string; variables?: Record<string, unknown> };

type Known = Noted & { operation: Operation };

/**
 * What the subgraphs have answered to one request: when Apollo's executor takes it over, nothing is asked twice. The
 * bodies must not change before that executor has ended.
 */
export const createReceived = () => {
  const noted: Noted[] = [];
  let isHandedOver = false;
  let queries: Known[] = [];
  let mutations: Known[] = [];

  return {
    note(one: Noted) {
      if (!isHandedOver) noted.push(one);
    },
    /** From now on `find` answers what was noted until now. */
    handOver() {
      isHandedOver = true;
      const known = noted.map((one) => ({ ...one, operation: operationIn(one.body) }));
      queries = known.filter(({ isMutation }) => !isMutation);
      mutations = known.filter(({ isMutation }) => isMutation);
    },
    /** Undefined for what must be asked. Throws the GraphQLError that came instead of an answer. */
    find(subgraph: string, operation: Operation): FormattedExecutionResult | undefined {
      if (/^\s*mutation\b/.test(operation.query)) return nextMutation(mutations, subgraph, operation);
      const asked = queries.filter((one) => one.subgraph === subgraph);
      const same = asked.find((one) => isSame(one.operation, operation));
      return same ? answerOf(same) : entitiesIn(asked, operation);
    },
  };
};

export type Received = ReturnType<typeof createReceived>;

const operationIn = (body: Uint8Array) =>
  JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString()) as Operation;

const answerOf = ({ subgraph, answer }: Noted): FormattedExecutionResult => {
  if (answer instanceof GraphQLError) throw answer;
  return resultOf(subgraph, answer);
};

/** They run in series, in the plan's order. One that differs from what was run must not run beside it. */
const nextMutation = (mutations: Known[], subgraph: string, operation: Operation) => {
  const next = mutations.shift();
  if (!next) return undefined;
  if (next.subgraph === subgraph && isSame(next.operation, operation)) return answerOf(next);
  mutations.unshift(next);
  throw new Error(`Expected the mutation that ${next.subgraph} has run, got another one of ${subgraph}.`);
};

/** An entity fetch is put together from all that was asked for with the same selection; in whole, or not at all. */
const entitiesIn = (asked: Known[], operation: Operation): FormattedExecutionResult | undefined => {
  const wanted = representationsOf(operation);
  if (!wanted) return undefined;
  const rest = withoutRepresentations(operation);
  const same = asked.filter((one) => isSame(withoutRepresentations(one.operation), rest));
  const found = new Map(same.flatMap(entitiesOf));
  const entities = wanted.map((representation) => found.get(canonical(representation)));
  if (entities.length === 0 || !entities.every((entity) => entity !== undefined)) return undefined;
  const failed = entities.find(({ value }) => value === undefined);
  if (failed) return answerOf(failed.of);
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

const isSame = (one: Operation, other: Operation) =>
  one.query === other.query && canonical(one.variables ?? {}) === canonical(other.variables ?? {});

/** Text that is the same for equal values, whatever the order of their keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
