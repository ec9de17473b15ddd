import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { execute, getOperationAST, GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { badInput } from './errors.ts';
import { forApollo, type Log } from './log.ts';

export type Composing = {
  /** The supergraph's SDL. */
  supergraph: string;
  dataSourceOf(subgraph: string): GraphQLDataSource;
  production: boolean;
  log: Log;
};

type Executor = ApolloGateway['executor'];
type Result = Awaited<ReturnType<Executor>>;

/** Of JSON. */
const PLANS_MIB = 8;

/** ApolloGateway, with an executor that says what it would hide, and answers what it would fail on. */
export const createSupergraph = ({ supergraph, dataSourceOf, production, log }: Composing) => {
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    buildService: ({ name }) => dataSourceOf(name),
    logger: forApollo(log),
    experimental_approximateQueryPlanStoreMiB: PLANS_MIB,
    __exposeQueryPlanExperimental: !production,
  });
  return {
    load: async (options: Parameters<ApolloGateway['load']>[0]) => {
      const { schema, executor } = await gateway.load(options);
      return { schema, executor: guarded(schema, executor) };
    },
    onSchemaLoadOrUpdate: gateway.onSchemaLoadOrUpdate.bind(gateway),
    stop: () => gateway.stop(),
  };
};

const guarded =
  (schema: GraphQLSchema, executor: Executor): Executor =>
  async (asked) => {
    const { document, request } = asked;
    if (asksOfSchemaAlone(document, request.operationName)) {
      const { operationName, variables } = request;
      return (await execute({
        schema,
        document,
        operationName,
        variableValues: variables ?? null,
      })) as Result;
    }
    try {
      return withCompletionErrors(await executor(asked));
    } catch (error) {
      throw plannersWord(error);
    }
  };

/** Introspection is graphql-js's own: the planner does not know its newest fields, e.g. `isOneOf`. */
const asksOfSchemaAlone = (document: DocumentNode, operationName: string | undefined) =>
  getOperationAST(document, operationName)?.selectionSet.selections.every(
    (selection) => selection.kind === 'Field' && selection.name.value.startsWith('__'),
  );

/**
 * Where a null was put for what is not there, the stock gateway says so in `extensions.valueCompletion`.
 * That is how a reference to something hidden or gone looks, and no error: dropped. When nothing at all is
 * left, or a subgraph gave a value that its type does not have, it is one.
 */
const withCompletionErrors = ({ extensions, ...result }: Result): Result => {
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

/** What the planner itself refuses: its limits on complexity, and what it finds invalid where we did not. */
const plannersWord = (error: unknown) => {
  if (error instanceof GraphQLError) return badInput(error.message, 'GRAPHQL_VALIDATION_FAILED');
  return error instanceof Error && /^Exceeded maximum|exceeds limit|reached the limit/.test(error.message)
    ? badInput('The operation is too complex to plan: select less at once.', 'OPERATION_TOO_COMPLEX')
    : error;
};
