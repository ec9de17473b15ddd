import { createContext } from './graphql/create-context.ts';
import { createExecutor } from './graphql/execute.ts';
import type { SubgraphCall } from './graphql/subgraph-call.ts';
import { createSubgraphSchema } from './graphql/subgraph-schema.ts';
import type { Hosted } from './host.ts';

/** The synchronous head of one service: answers GraphQL, accepts commands, waits for no worker. */
export const runService = (hosted: Hosted, gatewayKeys: Uint8Array[]): SubgraphCall =>
  createExecutor({
    subgraph: hosted.service.name,
    schema: createSubgraphSchema(hosted.service),
    gatewayKeys,
    createContext: (viewer, request, setCookie) => createContext(hosted, viewer, request, setCookie),
    log: hosted.host.log,
  });
