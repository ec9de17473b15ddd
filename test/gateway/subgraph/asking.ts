import type { GatewayContext } from '../../../gateway/context.ts';
import { answerTo, type Subgraph } from '../../../gateway/subgraph.ts';
import { ANONYMOUS } from '../../../kernel/graphql/viewer.ts';

export const contextOf = (more: Partial<GatewayContext> = {}): GatewayContext => ({
  viewer: ANONYMOUS,
  requestId: 'req_1',
  cookie: undefined,
  setCookies: [],
  ...more,
});

/** Asks as the gateway does, and reads what is lent at once. */
export const asker =
  (subgraph: Subgraph) =>
  async (query = '{ a }', more: Partial<GatewayContext> = {}) => {
    const body = Buffer.from(JSON.stringify({ query }));
    const bytes = await answerTo(subgraph, {
      body,
      isMutation: query.startsWith('mutation'),
      context: contextOf(more),
    });
    return JSON.parse(Buffer.from(bytes).toString()) as unknown;
  };

export const quiet = { info: () => {}, warn: () => {}, error: () => {} };
