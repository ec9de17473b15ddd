import type { IncomingHttpHeaders } from 'node:http';
import { COST_HEADER } from '../documents/limits/defaults.ts';
import type { Operation } from './direct.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/** What is done on the way through Apollo's server alone: each is asked for by a header. */
const APOLLOS = ['apollo-query-plan-experimental', 'apollo-federation-include-trace', COST_HEADER] as const;

/**
 * The operation in a body, for the direct lane; undefined where Apollo's server must look at it: batches, persisted
 * queries, what is no operation at all, and answers of a type that is rarely asked for.
 */
export const forDirectLane = (
  { query, operationName, variables, extensions }: Record<string, unknown>,
  headers: IncomingHttpHeaders,
): (Operation & { contentType: string }) | undefined => {
  const contentType = contentTypeOf(headers.accept);
  if (contentType === undefined || APOLLOS.some((name) => headers[name] !== undefined)) return undefined;
  if (typeof query !== 'string' || extensions != null) return undefined;
  if (operationName != null && typeof operationName !== 'string') return undefined;
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
  return {
    query,
    operationName: operationName ?? undefined,
    variables: (variables ?? {}) as Record<string, unknown>,
    contentType,
  };
};

/** What clients send; any other preference is weighed by Apollo's server. */
const contentTypeOf = (accept: string | undefined): string | undefined => {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return JSON_TYPE;
  if (/^application\/json, ?\*\/\*$/.test(accept) || /^application\/json, text\/plain, \*\/\*$/.test(accept))
    return JSON_TYPE;
  return /^application\/graphql-response\+json, ?application\/json;q=0\.9$/.test(accept)
    ? GRAPHQL_TYPE
    : undefined;
};
