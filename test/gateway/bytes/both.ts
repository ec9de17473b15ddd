import { isDeepStrictEqual } from 'node:util';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { Arena } from '../../../gateway/bytes/arena.ts';
import { compile, type Compiled } from '../../../gateway/bytes/compile.ts';
import { run } from '../../../gateway/bytes/run.ts';
import { Surprise } from '../../../gateway/bytes/surprise.ts';
import { booleansOf, conditionsOf } from '../../../gateway/bytes/variants.ts';
import { byPromise } from './by-promise.ts';
import { isSo } from './chance.ts';
import { printed, type Quirks } from './quirks.ts';
import { subgraphOf, type Asked, type Subgraph } from './subgraph.ts';
import type { World } from './world.ts';

/** A supergraph with a subgraph behind each name, all of one world. */
export type Federation = {
  name: string;
  supergraph: Supergraph;
  planner: QueryPlanner;
  api: GraphQLSchema;
  schema: GraphQLSchema;
  subgraphs: Record<string, Subgraph>;
};

export const federationOf = (name: string, sdl: string, sdls: Record<string, string>): Federation => {
  const supergraph = Supergraph.build(sdl);
  return {
    ...{ name, supergraph, planner: new QueryPlanner(supergraph) },
    api: supergraph.apiSchema().toGraphQLJSSchema(),
    schema: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: Object.fromEntries(Object.entries(sdls).map(([key, one]) => [key, subgraphOf(one)])),
  };
};

/** `failures`: the share of fetches that do not answer at all. `isTyped`: all objects tell their types. */
export type Weather = World & { quirks: Quirks; failures: number; isTyped?: boolean };

/** `compiled`: once made, or thrown. */
export type Planned = { document: DocumentNode; plan: QueryPlan; compiled(): Compiled };

/** Undefined: the document is not valid. The variables decide what @skip and @include leave in. */
export const planned = (
  federation: Federation,
  { query, variables }: { query: string; variables: Variables },
): Planned | undefined => {
  const { api, schema, supergraph, planner } = federation;
  const document = parse(query, { noLocation: true });
  if (validate(api, document).length > 0) return undefined;
  const plan = planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), document));
  const { operation, fragments } = buildOperationContext({ schema: api, operationDocument: document });
  const booleans = booleansOf(conditionsOf(document), operation, variables);
  const compiled = once(() => compile({ plan, operation, fragments, booleans, api, supergraph: schema }));
  return { document, plan, compiled };
};

const once = <T>(make: () => T): (() => T) => {
  let made: { is: T } | { thrown: unknown } | undefined;
  return () => {
    try {
      made ??= { is: make() };
    } catch (thrown) {
      made = { thrown };
    }
    if ('thrown' in made) throw made.thrown;
    return made.is;
  };
};

type Variables = Record<string, unknown>;
export type Told = { message: string; path: unknown; extensions: Record<string, unknown> };
export type Outcome = { data: unknown; errors: Told[]; mutations: string[] };
type Ours = Outcome | { surprise: string };

/** What a subgraph answers: text, or a failure of the whole fetch. */
const answerOf = (federation: Federation, service: string, weather: Weather, asked: Asked): string => {
  const { seed, failures, quirks, isTyped = false } = weather;
  if (isSo(failures, seed, 'down', service, asked.query))
    throw new GraphQLError(`The ${service} service is down.`, {
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
  const { representations: _, ...variables } = asked.variables;
  const about = `${service} ${asked.query} ${JSON.stringify(variables)}`;
  return printed(federation.subgraphs[service]!(asked, weather, isTyped), { quirks, seed, isTyped }, about);
};

/** One arena for all, so that what one operation leaves in it would show in the next. */
const arena = new Arena();

export const ours = async (
  federation: Federation,
  { compiled }: Planned,
  { variables, weather }: { variables: Variables; weather: Weather },
): Promise<Ours> => {
  const mutations: string[] = [];
  try {
    const ran = await run({
      ...{ compiled: compiled(), arena, variables },
      ask: byPromise(async ({ service, isMutation }, body) => {
        const asked = JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(body)) as Asked;
        if (isMutation) mutations.push(asked.query);
        return Buffer.from(answerOf(federation, service, weather, asked));
      }),
      note() {},
    });
    const data: unknown = JSON.parse(arena.bytes.toString('utf8', ran.start, ran.end));
    return { data, errors: ran.errors as Told[], mutations };
  } catch (error) {
    if (error instanceof Surprise) return { surprise: error.reason };
    throw error;
  }
};

/** What is null though it may not be, and no subgraph says why, is gone or hidden: that is no error. */
const isWrong = ({ message }: Told) => !message.startsWith('Cannot return null');

type Executed = Awaited<ReturnType<typeof executeQueryPlan>>;

export const stock = async (
  federation: Federation,
  { document, plan }: Planned,
  { variables, weather }: { variables: Variables; weather: Weather },
): Promise<Outcome & { hidden: boolean }> => {
  const mutations: string[] = [];
  const sourceOf = (service: string) => ({
    process: async ({ request }: { request: Asked }) => {
      if (request.query.startsWith('mutation')) mutations.push(request.query);
      try {
        return JSON.parse(answerOf(federation, service, weather, request));
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        return { errors: [{ message: error.message, path: [], extensions: error.extensions }] };
      }
    },
  });
  const services = Object.fromEntries(
    Object.keys(federation.subgraphs).map((name) => [name, sourceOf(name)]),
  );
  const { api: schema, schema: supergraph } = federation;
  const context = buildOperationContext({ schema, operationDocument: document });
  const request = { request: { variables }, metrics: {} };
  type Parameters_ = Parameters<typeof executeQueryPlan>;
  const result: Executed = await executeQueryPlan(
    ...([
      plan,
      services,
      request,
      context,
      supergraph,
      federation.supergraph.apiSchema(),
    ] as unknown as Parameters_),
  );
  const { data, errors = [], extensions } = JSON.parse(JSON.stringify(result));
  return {
    data,
    errors: errors as Told[],
    mutations,
    hidden: (extensions?.valueCompletion ?? []).some(isWrong),
  };
};

/** What is not the same; undefined where all is. */
export const differenceOf = (mine: Outcome, theirs: Outcome & { hidden: boolean }): string | undefined => {
  if (theirs.hidden) return 'a value that its type does not have';
  if (!isDeepStrictEqual(mine.data, theirs.data)) return 'data';
  if (!isDeepStrictEqual(mine.mutations, theirs.mutations)) return 'mutations';
  const [a, b] = [sorted(mine.errors), sorted(theirs.errors)];
  if (isDeepStrictEqual(a, b))
    return JSON.stringify(mine.data) === JSON.stringify(theirs.data) ? undefined : 'order';
  return isDeepStrictEqual(sorted(mine.errors, true), sorted(theirs.errors, true))
    ? 'paths of errors'
    : 'errors';
};

const sorted = (errors: Told[], withoutNumbers = false) =>
  errors
    .map(({ message, path, extensions }) => {
      const where =
        withoutNumbers && Array.isArray(path) ? path.filter((key) => typeof key !== 'number') : path;
      return JSON.stringify([message, where, Object.entries(extensions).sort()]);
    })
    .sort();
