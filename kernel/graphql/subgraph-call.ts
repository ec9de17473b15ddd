import type { FormattedExecutionResult } from 'graphql';

/**
 * `headers` in lower case: `authorization` (the gateway's viewer token), `x-request-id`, `traceparent`, `cookie`,
 * `apollo-federation-include-trace`.
 */
export type SubgraphRequest = {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  headers: Record<string, string>;
};

/** `headers`: `set-cookie` where a session changed. */
export type SubgraphResponse = {
  status: number;
  headers: Record<string, string>;
  body: FormattedExecutionResult;
};

/** How the gateway reaches a subgraph: a function call in one process, HTTP between roles. */
export type SubgraphCall = (request: SubgraphRequest) => Promise<SubgraphResponse>;
