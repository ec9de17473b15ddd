import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from '@jest/globals';
import { telling, type Wire } from '../../../gateway/wires/wire.ts';
import { SUPERGRAPH } from '../../../schema/compose.ts';
import { subgraphOf, type Asked } from '../bytes/subgraph.ts';
import { closeGateways, post, startGateway } from '../fakes.ts';

afterAll(closeGateways);

const CALM = { seed: 1, troubles: { nulls: 0, errors: 0, missing: 0 }, edges: false };

const users = (): Wire => {
  const answer = subgraphOf(
    readFileSync(new URL('../../../schema/users.graphql', import.meta.url).pathname, 'utf8'),
  );
  return {
    send: telling(async ({ body }) => {
      const asked = JSON.parse(Buffer.from(body).toString()) as Asked;
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(answer(asked, CALM))) };
    }),
    close: async () => {},
  };
};

it.each([
  ['inline', '{ viewer { ... on Node { ... on User { username } } } }'],
  ['by name', '{ viewer { ...N } } fragment N on Node { ...U id } fragment U on User { username }'],
])('a fragment on a type, in one on its interface, is answered by every lane: %s', async (_, query) => {
  const supergraph = readFileSync(SUPERGRAPH, 'utf8');
  for (const switches of [{}, { bytes: false }, { direct: false }]) {
    const { url } = await startGateway({ supergraph, wires: { users: users(), orders: users() }, switches });
    const { body } = await post(url, { query });
    expect(body.data!['viewer']).toHaveProperty('username');
  }
});
