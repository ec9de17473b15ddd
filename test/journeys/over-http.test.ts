import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { createReplicas } from '../../gateway/wires/replicas.ts';
import { createIdentity, localKeys } from '../../gateway/door/identity.ts';
import { serveHttp } from '../../kernel/graphql/serve-http.ts';
import { signViewerToken } from '../../kernel/graphql/viewer-token.ts';
import type { UsersTools } from '../../subgraphs/users/service.ts';
import { openMarketplace, type Marketplace } from '../marketplace.ts';
import { newJourney, steps } from './steps.ts';

// The same journey with a network between the gateway and each service, as it is when roles run apart.
let market: Marketplace;
let gateway: Gateway;
let url = '';
const served: Record<string, { port: number; close(): Promise<void> }> = {};

beforeAll(async () => {
  market = await openMarketplace();
  for (const [name, call] of Object.entries(market.calls)) served[name] = await serveHttp(call, 0);
  const { jwks } = market.hosted['users']!.tools as UsersTools;
  gateway = await createGateway({
    supergraph: readFileSync('schema/supergraph.graphql', 'utf8'),
    wireOf: (name) =>
      createReplicas({
        urls: [`http://localhost:${served[name]!.port}/graphql`],
        limits: { overwrites: true },
      }),
    identity: createIdentity({ keys: localKeys(jwks), now: () => market.clock.now().getTime() }),
    gatewayKey: market.gatewayKey,
    log: market.ground.log,
  });
  url = `http://localhost:${await gateway.listen(0)}`;
});

afterAll(async () => {
  await gateway.close();
  await Promise.all(Object.values(served).map((one) => one.close()));
  await market.close();
});

it('a freelancer is hired, paid and rated with a network between gateway and services', async () => {
  const journey = newJourney('ona', () => url);
  const path = [
    ...(['registerSeller', 'registerBuyer', 'signInSeller', 'signInBuyer', 'openSellerProfile'] as const),
    ...(['createGig', 'publishGig', 'findGig', 'quote', 'placeOrder', 'isCharged', 'brief'] as const),
    ...(['deliver', 'revise', 'deliverAgain', 'accept', 'rate', 'rateBuyer'] as const),
  ];
  for (const step of path) await steps[step](journey);
  await market.settled();
  const query = 'query ($id: ID!) { gig(id: $id) { ratingSummary { count } } }';
  expect(await journey.buyer.query(query, { id: journey.known.gigId })).toEqual({
    gig: { ratingSummary: { count: 1 } },
  });
});

describe('a service on the network', () => {
  const post = (headers: Record<string, string>, body: string) =>
    fetch(`http://localhost:${served['users']!.port}/graphql`, { method: 'POST', headers, body });
  const QUERY = JSON.stringify({ query: '{ viewer { id } }' });

  it('answers its gateway', async () => {
    const token = await signViewerToken({ id: null, isStaff: false }, 'users', market.gatewayKey, new Date());
    const response = await post({ authorization: `Bearer ${token}` }, QUERY);
    expect(await response.json()).toEqual({ data: { viewer: null } });
  });

  it.each([
    ['nobody', {}],
    ['a stranger', { authorization: 'Bearer me' }],
  ])('refuses %s', async (_, headers: Record<string, string>) =>
    expect((await post(headers, QUERY)).status).toBe(401),
  );

  it('refuses a token that was made for another service', async () => {
    const token = await signViewerToken({ id: null, isStaff: true }, 'orders', market.gatewayKey, new Date());
    expect((await post({ authorization: `Bearer ${token}` }, QUERY)).status).toBe(401);
  });

  it.each(['', 'null', '[]', '{"query":1}', '{'])('says what it expected, not 500, to %j', async (body) =>
    expect((await post({}, body)).status).toBe(400),
  );
});
