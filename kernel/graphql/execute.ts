import { execute, parse, validate, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from '../logger.ts';
import { createInlineTraces } from './inline-trace.ts';
import { remember } from './remember.ts';
import { maskErrors } from './mask-errors.ts';
import type { SubgraphRequest, SubgraphResponse } from './subgraph-call.ts';
import type { Viewer } from './viewer.ts';
import { verifyViewerToken } from './viewer-token.ts';

type Executing = {
  subgraph: string;
  schema: GraphQLSchema;
  /** Of the gateway; two while they rotate. */
  gatewayKeys: Uint8Array[];
  createContext(viewer: Viewer, request: SubgraphRequest, setCookie: (cookie: string) => void): object;
  log: Logger;
};

type Checked = { document: DocumentNode; errors: readonly GraphQLError[] };

/** In characters; parsed, a document takes up to a hundred times as many bytes. */
const REMEMBERED = { largest: 8_192, total: 262_144 };

/** Above this many requests at once a subgraph says so rather than answering late. */
const MOST_AT_ONCE = 1_000;

/** Answers the gateway and nobody else: a request without its viewer token gets 401. */
export const createExecutor = ({ subgraph, schema, gatewayKeys, createContext, log }: Executing) => {
  const check = remember<Checked>(1_000, REMEMBERED);
  const viewers = remember<{ viewer: Viewer; expiresAt: number }>(10_000);
  const traces = createInlineTraces(schema);
  let running = 0;

  const viewerOf = async (request: SubgraphRequest) => {
    const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (!token) throw new Error('There is no viewer token.');
    const known = viewers.get(token);
    if (known && known.expiresAt > Date.now()) return known.viewer;
    return viewers.set(token, await verifyViewerToken(token, subgraph, gatewayKeys, new Date())).viewer;
  };

  const documentOf = (query: string): Checked => check.get(query) ?? check.set(query, checked(schema, query));

  const run = async (request: SubgraphRequest, viewer: Viewer): Promise<SubgraphResponse> => {
    const { document, errors } = documentOf(request.query);
    const headers: Record<string, string> = {};
    const requestId = request.headers['x-request-id'] ?? '';
    if (errors.length > 0) return { status: 400, headers, body: maskErrors({ errors }, requestId, log) };
    const contextValue = createContext(viewer, request, (cookie) => addLine(headers, 'set-cookie', cookie));
    const executeOn = (executable: GraphQLSchema) =>
      execute({
        schema: executable,
        document,
        contextValue,
        variableValues: request.variables ?? null,
        operationName: request.operationName ?? null,
      });
    const isTraced = request.headers['apollo-federation-include-trace'] === 'ftv1';
    const result = await (isTraced ? traces.run(contextValue, executeOn) : executeOn(schema));
    return { status: 200, headers, body: maskErrors(result, requestId, log) };
  };

  return async (request: SubgraphRequest): Promise<SubgraphResponse> => {
    if (running >= MOST_AT_ONCE)
      return refused(503, 'OVERLOADED', `${subgraph} has too much to do: try again.`);
    running += 1;
    try {
      const viewer = await viewerOf(request).catch(() => undefined);
      if (!viewer) return refused(401, 'UNAUTHENTICATED', `${subgraph} answers its gateway alone.`);
      return await run(request, viewer);
    } finally {
      running -= 1;
    }
  };
};

/** Several values of one header, a line each. */
const addLine = (headers: Record<string, string>, name: string, line: string) => {
  headers[name] = headers[name] === undefined ? line : `${headers[name]}\n${line}`;
};

/** A document is parsed and validated once; where in it an error is means nothing to a client. */
const checked = (schema: GraphQLSchema, query: string): Checked => {
  try {
    const document = parse(query, { maxTokens: 10_000, noLocation: true });
    return { document, errors: validate(schema, document) };
  } catch (error) {
    return {
      document: { kind: 'Document', definitions: [] } as unknown as DocumentNode,
      errors: [error as GraphQLError],
    };
  }
};

const refused = (status: number, code: string, message: string): SubgraphResponse => ({
  status,
  headers: {},
  body: { errors: [{ message, extensions: { code } }] },
});
