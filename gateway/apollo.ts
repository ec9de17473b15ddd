import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { getOperationAST, type GraphQLError } from 'graphql';
import type { GatewayContext } from './context.ts';
import { badInput, createErrorFormat } from './errors.ts';
import { checkOperation, literalDepth, MOST_TOKENS, reservedVariable, selectionDepth } from './limits.ts';
import { forApollo, type Log } from './log.ts';

type Composing = {
  /** The supergraph's SDL. */
  supergraph: string;
  dataSourceOf(subgraph: string): GraphQLDataSource;
  production: boolean;
  log: Log;
};

/** Apollo's server and gateway, on the given supergraph: nothing is composed, nothing is fetched. */
export const startApollo = async (composing: Composing): Promise<ApolloServer<GatewayContext>> => {
  // The gateway would report its use to Apollo unless it is told not to: the operator may set this to 0.
  process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';
  const { production, log } = composing;
  const server = new ApolloServer<GatewayContext>({
    gateway: createSupergraph(composing),
    nodeEnv: production ? 'production' : 'development',
    introspection: !production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    validationRules: [selectionDepth, literalDepth, reservedVariable],
    formatError: createErrorFormat(log),
    plugins: [ApolloServerPluginLandingPageDisabled(), operationsWithinLimits],
    logger: forApollo(log),
  });
  await server.start();
  return server;
};

const operationsWithinLimits: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, request }) =>
      checkOperation({
        schema,
        document,
        operation: getOperationAST(document, request.operationName) ?? undefined,
        operationName: request.operationName,
        variables: request.variables,
      }),
  }),
};

/** ApolloGateway, with an executor that says what it would hide. */
const createSupergraph = ({ supergraph, dataSourceOf, production, log }: Composing) => {
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    buildService: ({ name }) => dataSourceOf(name),
    logger: forApollo(log),
    __exposeQueryPlanExperimental: !production,
  });
  return {
    load: async (options: Parameters<ApolloGateway['load']>[0]) => {
      const { schema, executor } = await gateway.load(options);
      const spoken: typeof executor = async (request) => {
        const result = await executor(request).catch((error) => Promise.reject(plannersWord(error)));
        return withCompletionErrors(result);
      };
      return { schema, executor: spoken };
    },
    onSchemaLoadOrUpdate: gateway.onSchemaLoadOrUpdate.bind(gateway),
    stop: () => gateway.stop(),
  };
};

type Result = Awaited<ReturnType<ApolloGateway['executor']>>;

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

/** The planner gives up on an operation with too many ways to resolve it: the client's to simplify. */
const plannersWord = (error: unknown) =>
  error instanceof Error && /^Exceeded maximum|exceeds limit|reached the limit/.test(error.message)
    ? badInput('The operation is too complex to plan: select less at once.', 'OPERATION_TOO_COMPLEX')
    : error;
