import type { SubgraphCall, SubgraphRequest } from '../../kernel/graphql/subgraph-call.ts';
import { createWatch, endOf, type Waiting } from './watch.ts';
import { jsonIn, telling, type Wire, type WireRequest, type WireResponse } from './wire.ts';

/** A subgraph in the same process: a function call instead of a connection, with the same bytes. */
export const createLocalWire = (call: SubgraphCall): Wire => {
  const watch = createWatch();
  return {
    send: telling(async (request) => {
      const ended = endOf(request, performance.now());
      if (ended) throw ended;
      const { promise, reject } = Promise.withResolvers<never>();
      const waiting: Waiting = { request, place: -1, fail: reject };
      watch.add(waiting);
      try {
        return await Promise.race([answered(call, request), promise]);
      } finally {
        watch.delete(waiting);
      }
    }),
    close: async () => {},
  };
};

const answered = async (call: SubgraphCall, { body, headers }: WireRequest): Promise<WireResponse> => {
  const asked = jsonIn(body) as Omit<SubgraphRequest, 'headers'>;
  const response = await call({ ...asked, headers });
  return { ...response, body: Buffer.from(JSON.stringify(response.body)) };
};

/** Throws for a subgraph that there is no call for. */
export const localWires = (calls: Record<string, SubgraphCall>) => (name: string) => {
  const call = calls[name];
  if (call) return createLocalWire(call);
  const known = Object.keys(calls).join(', ');
  throw new Error(`The supergraph names the subgraph ${name}, but there are calls for ${known} only.`);
};
