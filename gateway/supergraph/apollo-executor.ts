import type { ApolloGateway } from '@apollo/gateway';
import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';
import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { GatewayContext } from '../context.ts';
import { badInput } from '../errors.ts';
import { apolloGateway, withCompletionErrors, type Result, type Sources } from '../lanes/stock.ts';
import { createApolloPlans } from './apollo-plans.ts';
import type { Generation } from './generation.ts';

type Asked = Parameters<ApolloGateway['executor']>[0];

type Given = { generation: Generation; sources: Sources; showsPlans: boolean };

/**
 * What Apollo's server takes for a gateway: plans, and runs them by Apollo's executor, for requests that pass
 * through that server.
 */
export const createApolloExecutor = ({ generation, sources, showsPlans }: Given) => {
  const { api, supergraph, apolloApi, sdl } = generation;
  const plans = createApolloPlans(generation);
  const listeners = new Set<(context: { apiSchema: typeof api; coreSupergraphSdl: string }) => void>();
  const serviceMap = Object.assign(Object.create(null), sources) as never;

  const planOf = (asked: Asked, operation: OperationDefinitionNode) => {
    const { document, request, queryHash, context } = asked;
    const { operationName, variables = {} } = request;
    const startedAt = performance.now();
    try {
      return plans.of({ key: `${queryHash} ${operationName ?? ''}`, document, operation, variables });
    } finally {
      (context as GatewayContext).onWork?.(performance.now() - startedAt);
    }
  };

  const executor = async (asked: Asked): Promise<Result> => {
    const { document, request } = asked;
    const { operationName, variables = {} } = request;
    if (asksOfSchemaAlone(document, operationName))
      return execute({ schema: api, document, operationName, variableValues: variables }) as Result;
    const { buildOperationContext, executeQueryPlan } = await apolloGateway();
    const contextOf = (operationDocument: DocumentNode) =>
      buildOperationContext({ schema: api, operationDocument, ...(operationName && { operationName }) });
    const at = contextOf(document);
    const { errors } = getVariableValues(api, at.operation.variableDefinitions ?? [], variables);
    if (errors) return { errors };
    try {
      const { plan, document: planned, restored } = planOf(asked, at.operation);
      const context = planned === document ? at : contextOf(planned);
      const came = await executeQueryPlan(plan, serviceMap, asked, context, supergraph, apolloApi);
      const result = restored(withCompletionErrors(came as Result));
      return withPlan(result, showsPlans ? asked : undefined, plan);
    } catch (error) {
      throw plannersWord(error);
    }
  };

  return {
    load: async () => {
      for (const listener of listeners) listener({ apiSchema: api, coreSupergraphSdl: sdl });
      return { schema: api, executor };
    },
    onSchemaLoadOrUpdate(listener: (context: { apiSchema: typeof api; coreSupergraphSdl: string }) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {},
  };
};

/** Introspection is graphql-js's own: the planner does not know its newest fields, e.g. `isOneOf`. */
const asksOfSchemaAlone = (document: DocumentNode, operationName: string | undefined) =>
  getOperationAST(document, operationName)?.selectionSet.selections.every(
    (selection) => selection.kind === 'Field' && selection.name.value.startsWith('__'),
  );

/** For Sandbox and Studio, who ask by a header. */
const withPlan = (result: Result, asked: Asked | undefined, plan: QueryPlan): Result => {
  const headers = asked?.request.http?.headers;
  if (!headers?.get('Apollo-Query-Plan-Experimental')) return result;
  const isPretty = (headers.get('Apollo-Query-Plan-Experimental-Format') ?? 'prettified') === 'prettified';
  const shown = isPretty ? prettyFormatQueryPlan(plan) : plan;
  return { ...result, extensions: { ...result.extensions, __queryPlanExperimental: shown } };
};

/** What the planner itself refuses: its limits on complexity, and what it finds invalid where we did not. */
const plannersWord = (error: unknown) => {
  if (error instanceof GraphQLError && error.extensions['http'] !== undefined) return error;
  if (error instanceof GraphQLError) return badInput(error.message, 'GRAPHQL_VALIDATION_FAILED');
  return error instanceof Error && /^Exceeded maximum|exceeds limit|reached the limit/.test(error.message)
    ? badInput('The operation is too complex to plan: select less at once.', 'OPERATION_TOO_COMPLEX')
    : error;
};
