import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { createIdentity } from '../../../gateway/door/identity.ts';
import { localKeys } from '../../../gateway/door/keys.ts';
import { closeGateways, post, startGateway } from '../fakes.ts';
import { OURS, pair, signed, soon, type Claims, type Pair } from './tokens.ts';

let today: Pair;
let stranger: Pair;
beforeAll(async () => {
  [today, stranger] = await Promise.all([pair('today'), pair('today')]);
});
afterAll(closeGateways);

const started = (keys = [today.jwk]) =>
  startGateway({ identity: createIdentity({ keys: localKeys(async () => ({ keys })) }) });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const VIEWER = { query: '{ viewer { id } }' };

describe('a request', () => {
  it('without a token is anonymous', async () => {
    const { url, asked } = await started();
    expect((await post(url, VIEWER)).body).toEqual({ data: { viewer: null } });
    expect(decodeJwt(asked.users[0]!.headers['authorization']!.slice(7))).toMatchObject({
      sub: 'anonymous',
      staff: false,
    });
  });

  it('with a token is its member, told to each subgraph in a token for it alone', async () => {
    const { url, asked } = await started();
    const token = await signed(today, { staff: true });
    const answer = await post(url, VIEWER, bearer(token));
    expect(answer.body).toEqual({ data: { viewer: { id: 'usr_bea' } } });
    await post(url, { query: '{ gig(id: "gig_1") { stars } }' }, bearer(token));
    const claims = (name: 'users' | 'gigs' | 'ratings') =>
      decodeJwt(asked[name][0]!.headers['authorization']!.slice(7));
    for (const name of ['users', 'gigs', 'ratings'] as const)
      expect(claims(name)).toMatchObject({ iss: 'chimera-gateway', aud: name, sub: 'usr_bea', staff: true });
    expect(claims('gigs').exp! - Date.now() / 1000).toBeLessThanOrEqual(60);
  });

  it('signs a viewer token once for many requests', async () => {
    const { url, asked } = await started();
    await post(url, VIEWER);
    await post(url, VIEWER);
    const [first, second] = asked.users.map(({ headers }) => headers['authorization']);
    expect(second).toBe(first);
  });
});

describe('a token', () => {
  const refused = async (authorization: string) => {
    const { url, asked } = await started();
    const { status, body, headers } = await post(url, VIEWER, { authorization });
    expect([status, body.errors![0]!.extensions['code']]).toEqual([401, 'UNAUTHENTICATED']);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(asked.users).toEqual([]);
    return body.errors![0]!.message;
  };

  it('that has expired is refused, and it says so', async () => {
    expect(await refused(`Bearer ${await signed(today, { exp: soon() - 606 })}`)).toContain('has expired');
  });

  it.each<[string, Claims]>([
    ['issuer', { iss: 'chimera-gateway' }],
    ['audience', { aud: 'orders' }],
    ['kind of staff', { staff: 'yes' }],
    ['empty subject', { sub: '' }],
    ['no subject', { sub: undefined as never }],
    ['no end', { exp: undefined as never }],
  ])('of another %s is refused', async (_, claims) => {
    expect(await refused(`Bearer ${await signed(today, claims)}`)).toContain('not one of ours');
  });

  it('that somebody else signed is refused, and so is one that nobody signed', async () => {
    expect(await refused(`Bearer ${await signed(stranger)}`)).toContain('not one of ours');
    const none = new UnsecuredJWT({ ...OURS, exp: soon() }).encode();
    expect(await refused(`Bearer ${none}`)).toContain('not one of ours');
    const symmetric = new SignJWT({ ...OURS, exp: soon() }).setProtectedHeader({
      alg: 'HS256',
      kid: 'today',
    });
    expect(await refused(`Bearer ${await symmetric.sign(Buffer.from(today.jwk.x!))}`)).toContain(
      'not one of ours',
    );
  });

  it('that was tampered with is refused, also after the true one was seen', async () => {
    const { url } = await started();
    const token = await signed(today);
    expect((await post(url, VIEWER, bearer(token))).status).toBe(200);
    const [head, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...OURS, staff: true, exp: soon() })).toString('base64url');
    expect((await post(url, VIEWER, bearer(`${head}.${forged}.${signature}`))).status).toBe(401);
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer abc', ''])('is no %j', (authorization) =>
    refused(authorization),
  );
});
