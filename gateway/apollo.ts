import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { getOperationAST, type DocumentNode } from 'graphql';
import { createCache } from './caches.ts';
import type { GatewayContext } from './context.ts';
import { createErrorFormat } from './errors.ts';
import {
  createOperationCheck,
  literalDepth,
  MOST_TOKENS,
  reservedVariable,
  selectionDepth,
} from './limits.ts';
import { forApollo } from './log.ts';
import { createSupergraph, type Composing } from './supergraph.ts';

/** Of JSON; parsed documents take about three times as many bytes. */
const DOCUMENTS = 8 * 1024 * 1024;
/** Of persisted queries. */
const QUERIES = 2 * 1024 * 1024;

/** Apollo's server and gateway, on the given supergraph: nothing is composed, nothing is fetched. */
export const startApollo = async (composing: Composing): Promise<ApolloServer<GatewayContext>> => {
  // The gateway would report its use to Apollo unless it is told not to: the operator may set this to 0.
  process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';
  const { production, log } = composing;
  const server = new ApolloServer<GatewayContext>({
    gateway: createSupergraph(composing),
    nodeEnv: production ? 'production' : 'development',
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    validationRules: [selectionDepth, literalDepth, reservedVariable],
    documentStore: createCache<DocumentNode>(DOCUMENTS),
    cache: createCache<string>(QUERIES),
    formatError: createErrorFormat(log),
    plugins: [ApolloServerPluginLandingPageDisabled(), operationsWithinLimits(composing.supergraph)],
    logger: forApollo(log),
  });
  await server.start();
  return server;
};

const operationsWithinLimits = (supergraph: string): ApolloServerPlugin<GatewayContext> => {
  const checkOperation = createOperationCheck(supergraph);
  return {
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
};
