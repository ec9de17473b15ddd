import type { GatewayContext } from '../../../gateway/context.ts';
import { createSubgraph, type SubgraphOptions } from '../../../gateway/subgraph.ts';
import { telling, type Wire, type WireRequest, type WireResponse } from '../../../gateway/wires/wire.ts';
import type { Viewer } from '../../../kernel/graphql/viewer.ts';
import { asker, quiet } from './asking.ts';

export const tokenOf = async ({ id, isStaff }: Viewer) =>
  `Bearer ${id}, ${isStaff ? 'staff' : 'member'}, signed`;

/** A subgraph that answers when it is told to: who asked, by the token and the cookie that it got. */
export const reach = (name = 'users', options: SubgraphOptions = {}) => {
  const sent: { request: WireRequest; settle: PromiseWithResolvers<WireResponse> }[] = [];
  const wire: Wire = {
    send: telling((request) => {
      const settle = Promise.withResolvers<WireResponse>();
      sent.push({ request, settle });
      return settle.promise;
    }),
    close: async () => {},
  };
  const subgraph = createSubgraph({ name, wire, viewerTokens: tokenOf, log: quiet, options });
  const answer = (index: number, headers: Record<string, string> = {}) => {
    const { request, settle } = sent[index]!;
    const { authorization = '', cookie = '' } = request.headers;
    const body = Buffer.from(JSON.stringify({ data: { who: authorization, cookie } }));
    settle.resolve({ status: 200, headers, body });
  };
  return { ask: asker(subgraph), sent, answer };
};

export const viewer = (id: string): Partial<GatewayContext> => ({ viewer: { id, isStaff: false } });
export const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
