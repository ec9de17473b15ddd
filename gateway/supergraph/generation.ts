import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { builtSupergraph } from './built.ts';
import { createPlanCheck } from './plan-check.ts';
import { withTypes } from './types.ts';

export type Planning = { document: DocumentNode; operation: OperationDefinitionNode };

/**
 * One supergraph, from the SDL on: what is planned, compiled or remembered belongs to it and goes with it, so that a
 * request that began on it ends on it.
 */
export type Generation = {
  sdl: string;
  /** What clients see. */
  api: GraphQLSchema;
  /** With what they do not see: subgraphs answer that, too. */
  supergraph: GraphQLSchema;
  /** The same as `api`, in the words of Apollo's executor. */
  apolloApi: ReturnType<Supergraph['apiSchema']>;
  /** By name, the address that the supergraph gives. */
  subgraphs: Record<string, string>;
  /**
   * Takes milliseconds. Throws a GraphQLError for what is no operation, or none that is planned rightly, and other
   * errors for what is too much.
   */
  plan(planning: Planning): QueryPlan;
};

/** Throws what is wrong with the SDL. Takes up to a second. */
export const createGeneration = (sdl: string): Generation => {
  const supergraph = builtSupergraph(sdl);
  const apolloApi = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  const schema = supergraph.schema.toGraphQLJSSchema();
  const checked = createPlanCheck(sdl, schema);
  const api = apolloApi.toGraphQLJSSchema();
  return {
    sdl,
    api,
    supergraph: schema,
    apolloApi,
    subgraphs: Object.fromEntries(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url ?? ''])),
    plan({ document, operation }) {
      const typed = withTypes(api, document);
      const plan = planner.buildQueryPlan(operationFromDocument(apolloApi, typed, nameOf(operation)));
      return checked(plan, { document, operation });
    },
  };
};

const nameOf = ({ name }: OperationDefinitionNode) => (name ? { operationName: name.value } : {});
