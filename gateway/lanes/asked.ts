import type { IncomingHttpHeaders } from 'node:http';
import { COST_HEADER } from '../documents/limits/defaults.ts';
import type { Asked } from '../door/routes.ts';
import { contentTypeFor } from './accepted.ts';
import type { Operation } from './direct.ts';

/** What is done on the way through Apollo's server alone: each is asked for by a header. */
const APOLLOS = ['apollo-query-plan-experimental', 'apollo-federation-include-trace', COST_HEADER] as const;

type Body = Record<string, unknown>;
type ForDirectLane = Operation & { contentType: string };

/**
 * The operation that is asked for, for the direct lane; undefined where Apollo's server must look at it: what is no
 * operation at all, and answers of a type that is rarely asked for. `body`: null for a GET.
 */
export const forDirectLane = (asked: Asked, body: Body | null): ForDirectLane | undefined => {
  const { headers } = asked;
  const contentType = contentTypeFor(headers.accept);
  if (contentType === undefined || APOLLOS.some((name) => headers[name] !== undefined)) return undefined;
  const { query, operationName, variables, extensions } = body ?? askedInSearch(asked) ?? {};
  if (typeof query !== 'string') return undefined;
  if (operationName != null && typeof operationName !== 'string') return undefined;
  // Of the extensions persistedQuery is resolved by now, and nobody reads another: Apollo Client names itself there.
  if (!isRecordOrNothing(variables) || !isRecordOrNothing(extensions)) return undefined;
  return {
    query,
    operationName: operationName ?? undefined,
    variables: variables ?? {},
    mayMutate: body !== null,
    contentType,
  };
};

const isRecordOrNothing = (value: unknown): value is Body | null | undefined =>
  value == null || (typeof value === 'object' && !Array.isArray(value));

/** As a POST's body would say it; undefined for what Apollo's server refuses, or may. */
const askedInSearch = ({ method, headers, search }: Asked): Body | undefined => {
  if (method !== 'GET' || !isSentOnPurpose(headers)) return undefined;
  const params = new URLSearchParams(search);
  const body: Body = {};
  for (const name of ['query', 'operationName', 'variables', 'extensions']) {
    const [text, another] = params.getAll(name);
    if (another !== undefined) return undefined;
    if (text === undefined) continue;
    const value = name === 'query' || name === 'operationName' ? text : parsed(text);
    if (value == null) return undefined;
    body[name] = value;
  }
  return body;
};

/** By more than a page of another origin can send with its reader's cookies. */
const isSentOnPurpose = (headers: IncomingHttpHeaders) =>
  headers['content-type'] === undefined
    ? Boolean(headers['apollo-require-preflight'] || headers['x-apollo-operation-name'])
    : headers['content-type'] === 'application/json';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
