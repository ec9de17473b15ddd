import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { SubgraphCall, SubgraphResponse } from '../kernel/graphql/subgraph-call.ts';
import type { GatewayContext } from './context.ts';
import { unavailable, unreadable } from './errors.ts';
import type { Log } from './log.ts';
import type { ViewerTokens } from './viewer-tokens.ts';

/** The only one that gets the client's cookies, and the only one that may set them. */
const SESSION_SUBGRAPH = 'users';

type Reaching = { subgraph: string; call: SubgraphCall; viewerTokens: ViewerTokens; log: Log };
type Process = GraphQLDataSource<GatewayContext>['process'];
type Fetched = Awaited<ReturnType<Process>>;

/** Reaches one subgraph, by a function call or by HTTP: one path for both. */
export const createDataSource = (reaching: Reaching): GraphQLDataSource<GatewayContext> => ({
  async process(options): Promise<Fetched> {
    const context = options.context as GatewayContext;
    try {
      const response = await ask(reaching, options.request, context);
      if (reaching.subgraph === SESSION_SUBGRAPH) context.setCookies.push(...cookiesSetBy(response));
      return answerOf(reaching.subgraph, response);
    } catch (error) {
      return failed(reaching, context, error);
    }
  },
});

const ask = async (
  { subgraph, call, viewerTokens }: Reaching,
  { query, variables, operationName }: Parameters<Process>[0]['request'],
  { viewer, requestId, traceparent, cookie }: GatewayContext,
) =>
  call({
    query: query!,
    ...(variables && { variables }),
    ...(operationName && { operationName }),
    headers: {
      authorization: `Bearer ${await viewerTokens(viewer, subgraph)}`,
      'x-request-id': requestId,
      ...(traceparent !== undefined && { traceparent }),
      ...(cookie !== undefined && subgraph === SESSION_SUBGRAPH && { cookie }),
    },
  });

/** Several Set-Cookie headers come as one, a line each; one cookie may hold a comma in its date. */
const cookiesSetBy = ({ headers }: SubgraphResponse) => headers['set-cookie']?.split('\n') ?? [];

const answerOf = (subgraph: string, { status, body }: SubgraphResponse): Fetched => {
  if (status === 503) throw unavailable(subgraph, 'has too much to do or is starting');
  if (status === 401 || status === 403) throw new Error(`${subgraph} refused our viewer token: ${status}.`);
  if (!isResult(body)) throw unreadable(subgraph, `status ${status} and no data or errors`);
  return body as Fetched;
};

const isResult = (body: unknown): boolean => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const { data, errors } = body as { data?: unknown; errors?: unknown };
  if (data === undefined && errors === undefined) return false;
  return isDataOrNull(data) && (errors === undefined || isErrors(errors));
};

const isDataOrNull = (data: unknown) => data == null || (typeof data === 'object' && !Array.isArray(data));

const isErrors = (errors: unknown) =>
  Array.isArray(errors) && errors.length > 0 && errors.every((error) => typeof error?.message === 'string');

/** Only this fetch's fields become null. `path: []` makes Apollo say where in the answer they are. */
const failed = ({ subgraph, log }: Reaching, { requestId }: GatewayContext, error: unknown): Fetched => {
  const { message, extensions } =
    error instanceof GraphQLError
      ? error
      : new GraphQLError(`The ${subgraph} service failed.`, {
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        });
  log.warn({ error, subgraph, requestId }, 'A subgraph did not answer as it should.');
  return { errors: [{ message, path: [], extensions }] } as Fetched;
};
