import type { GraphQLDataSource } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Form } from '../documents/documents.ts';
import type { Generation } from '../supergraph/generation.ts';

export type Sources = Record<string, GraphQLDataSource<GatewayContext>>;

export type Result = {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLError[];
  extensions?: Record<string, unknown>;
};

type Executing = {
  plan: QueryPlan;
  form: Pick<Form, 'operation' | 'fragments'>;
  variables: Record<string, unknown>;
  context: GatewayContext;
};

/** 500 modules and 25 MB, which a gateway whose clients never need them does without. */
export const apolloGateway = () => (loading ??= import('@apollo/gateway'));
let loading: Promise<typeof import('@apollo/gateway')> | undefined;

/** Apollo's own executor: for what the byte executor does not know. */
export const createStockExecutor =
  ({ api, supergraph, apolloApi }: Generation, sources: Sources) =>
  async ({ plan, form, variables, context }: Executing): Promise<Result> => {
    const serviceMap = Object.assign(Object.create(null), sources) as never;
    const { operation, fragments } = form;
    const asked = { request: { variables }, context, metrics: {} } as never;
    const at = { schema: api, operation, fragments };
    const { executeQueryPlan } = await apolloGateway();
    const result = await executeQueryPlan(plan, serviceMap, asked, at, supergraph, apolloApi);
    return withCompletionErrors(result as Result);
  };

/**
 * Where a null was put for what is not there, Apollo's executor says so in `extensions.valueCompletion`.
 * That is how a reference to something hidden or gone looks, and no error: dropped. When nothing at all is
 * left, or a subgraph gave a value that its type does not have, it is one.
 */
export const withCompletionErrors = ({ extensions, ...result }: Result): Result => {
  const { valueCompletion = [], ...rest } = (extensions ?? {}) as { valueCompletion?: GraphQLError[] };
  const errors = valueCompletion.filter(
    ({ message }) => result.data == null || !message.startsWith('Cannot return null'),
  );
  return {
    ...result,
    ...(errors.length > 0 && { errors }),
    ...(Object.keys(rest).length > 0 && { extensions: rest }),
  };
};
