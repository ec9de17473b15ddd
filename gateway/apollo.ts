import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContextDidResolveOperation,
  type GraphQLRequestContextWillSendResponse,
} from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { getOperationAST, type DocumentNode } from 'graphql';
import { createCache } from './caches.ts';
import type { GatewayContext } from './context.ts';
import { COST_HEADER, LIMITS, type Limits } from './documents/limits/defaults.ts';
import { createLimits, validationRules, type Cost } from './documents/limits/limits.ts';
import { MOST_TOKENS } from './documents/limits/rules.ts';
import { createOperationCheck } from './documents/operation-check.ts';
import { createErrorFormat } from './errors.ts';
import { forApollo } from './log.ts';
import type { Log } from './log.ts';
import type { Sources } from './lanes/stock.ts';
import { createApolloExecutor } from './supergraph/apollo-executor.ts';
import type { Generation } from './supergraph/generation.ts';

/** Of JSON; parsed documents take about three times as many bytes. */
const DOCUMENTS = 8 * 1024 * 1024;

export type ApolloOptions = {
  generation: Generation;
  sources: Sources;
  production: boolean;
  log: Log;
  limits?: Partial<Limits>;
  /** May clients ask for the schema? Not in production, unless it is said here. */
  introspection?: boolean;
  onError?(code: string): void;
};

/** Apollo's server, for what the direct lane leaves to it: nothing is composed, nothing is fetched. */
export const startApollo = async (options: ApolloOptions): Promise<ApolloServer<GatewayContext>> => {
  // Its use would be reported to Apollo unless it is told not to: the operator may set this to 0.
  process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';
  const { generation, sources, production, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const server = new ApolloServer<GatewayContext>({
    gateway: createApolloExecutor({ generation, sources, showsPlans: !production }) as never,
    nodeEnv: production ? 'production' : 'development',
    introspection: options.introspection ?? !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    validationRules: validationRules(limits),
    documentStore: createCache<DocumentNode>(DOCUMENTS),
    persistedQueries: false, // `documents/queries.ts` has resolved them
    formatError: createErrorFormat(log, options.onError),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      tellsOfWork,
      operationsWithinLimits(generation.sdl, limits),
      // How long each field takes is for who develops; Studio gets its own reports, with a key.
      ...(production ? [] : [ApolloServerPluginInlineTrace()]),
    ],
    logger: forApollo(log),
  });
  await server.start();
  return server;
};

/** What is not valid is not kept: it is read and checked each time that it comes. */
const tellsOfWork: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async ({ contextValue }) => {
    const timed = async () => {
      const startedAt = performance.now();
      return async () => contextValue.onWork?.(performance.now() - startedAt);
    };
    return { parsingDidStart: timed, validationDidStart: timed };
  },
};

const operationsWithinLimits = (supergraph: string, limits: Limits): ApolloServerPlugin<GatewayContext> => {
  const checkOperation = createOperationCheck(createLimits(supergraph, limits));
  const requestDidStart = async () => {
    let cost: Cost | undefined;
    return {
      async didResolveOperation({
        schema,
        document,
        request,
      }: GraphQLRequestContextDidResolveOperation<GatewayContext>) {
        cost = checkOperation({
          schema,
          document,
          operation: getOperationAST(document, request.operationName) ?? undefined,
          operationName: request.operationName,
          variables: request.variables,
        });
      },
      async willSendResponse({ request, response }: GraphQLRequestContextWillSendResponse<GatewayContext>) {
        if (!cost || response.body.kind !== 'single' || request.http?.headers.get(COST_HEADER) !== '1')
          return;
        const { singleResult } = response.body;
        singleResult.extensions = { ...singleResult.extensions, cost };
      },
    };
  };
  return { requestDidStart };
};
