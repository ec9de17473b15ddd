import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import type { SubgraphResponse } from '../../../kernel/graphql/subgraph-call.ts';
import { signViewerToken } from '../../../kernel/graphql/viewer-token.ts';
import { runService } from '../../../kernel/run-service.ts';
import { range } from '../../contracts/places.ts';
import { asMember, openMarketplace, type Marketplace } from '../../marketplace.ts';
import { countersSubgraph } from '../toys/services.ts';

let market: Marketplace;
beforeAll(async () => void (market = await openMarketplace({ subgraphs: { counters: countersSubgraph } })));
afterAll(() => market.close());

const query = '{ __typename }';
const call = (authorization?: string, ask = market.calls['counters']!): Promise<SubgraphResponse> =>
  ask({ query, headers: authorization === undefined ? {} : { authorization } });
const member = asMember('usr_1');
const now = () => new Date();
const tokenOf = (key: Uint8Array, audience = 'counters', at = now()) =>
  signViewerToken(member, audience, key, at);
/** As the gateway signs it, but for its end and what a test changes. */
const claims = (change: (token: SignJWT) => SignJWT) =>
  change(
    new SignJWT({ staff: true })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('chimera-gateway')
      .setAudience('counters')
      .setSubject('usr_1'),
  ).sign(market.gatewayKey);

const expectRefused = async (answer: Promise<SubgraphResponse>) =>
  expect(await answer).toEqual({
    status: 401,
    headers: {},
    body: {
      errors: [
        { message: expect.stringContaining('gateway alone'), extensions: { code: 'UNAUTHENTICATED' } },
      ],
    },
  });

describe('a subgraph answers its gateway', () => {
  it('under its key', async () => {
    const token = await tokenOf(market.gatewayKey);
    expect(await call(`Bearer ${token}`)).toMatchObject({ status: 200, body: { data: {} } });
  });

  it('under both of two keys while they rotate, and under no third', async () => {
    const [older, newer, other] = range(3).map(() => randomBytes(32)) as [Buffer, Buffer, Buffer];
    const rotating = runService(market.hosted['counters']!, [newer, older]);
    for (const key of [older, newer])
      expect(await call(`Bearer ${await tokenOf(key)}`, rotating)).toMatchObject({ status: 200 });
    await expectRefused(call(`Bearer ${await tokenOf(other)}`, rotating));
  });
});

describe('a subgraph refuses everybody else:', () => {
  it.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['no token', 'Bearer '],
    ['another scheme', 'Basic dXNyXzE6eA=='],
    ['no JWT', 'Bearer usr_1'],
    ['a JWT that nobody signed', `Bearer ${btoa('{"alg":"none"}')}.${btoa('{"sub":"usr_1"}')}.`],
  ])('%s', (_, header) => expectRefused(call(header)));

  it('another key', async () => expectRefused(call(`Bearer ${await tokenOf(randomBytes(32))}`)));

  it('a token for another subgraph', async () =>
    expectRefused(call(`Bearer ${await tokenOf(market.gatewayKey, 'users')}`)));

  it('an expired token', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000);
    await expectRefused(call(`Bearer ${await tokenOf(market.gatewayKey, 'counters', hourAgo)}`));
  });

  it('another issuer', async () =>
    expectRefused(
      call(`Bearer ${await claims((token) => token.setExpirationTime('60s').setIssuer('somebody'))}`),
    ));

  it('a token that would be valid for ever', async () =>
    expectRefused(call(`Bearer ${await claims((token) => token)}`)));

  it('a token whose claims were changed', async () => {
    const [head, , signature] = (await tokenOf(market.gatewayKey)).split('.');
    const [, body] = (await tokenOf(randomBytes(32), 'counters', new Date(Date.now() + 1_000))).split('.');
    await expectRefused(call(`Bearer ${head}.${body}.${signature}`));
  });
});

it('a token that was known is refused once it has expired', async () => {
  const nearlyOver = new Date(Date.now() - 59_000);
  const header = `Bearer ${await tokenOf(market.gatewayKey, 'counters', nearlyOver)}`;
  expect(await call(header)).toMatchObject({ status: 200 });
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await expectRefused(call(header));
});

it('above a thousand requests at once it says so rather than answering late', async () => {
  const header = `Bearer ${await tokenOf(market.gatewayKey)}`;
  const answers = await Promise.all(range(1_200).map(() => call(header)));
  const busy = answers.filter(({ status }) => status === 503);
  expect(busy).toHaveLength(200);
  expect(busy[0]!.body.errors![0]!.extensions).toEqual({ code: 'OVERLOADED' });
  expect(await call(header)).toMatchObject({ status: 200 });
});
