import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createIdentity } from '../../../gateway/door/identity.ts';
import { fixedKeys, localKeys } from '../../../gateway/door/keys.ts';
import { closeGateways, post, startGateway } from '../fakes.ts';
import { pair, signed, soon, type Pair } from './tokens.ts';

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

describe('keys', () => {
  it('rotate: a new one is found, and tokens without a kid are tried with each', async () => {
    const keys = [today.jwk];
    const { url } = await started(keys);
    expect((await post(url, VIEWER, bearer(await signed(today)))).status).toBe(200);
    const tomorrow = await pair('tomorrow');
    keys.push(tomorrow.jwk);
    expect((await post(url, VIEWER, bearer(await signed(tomorrow)))).status).toBe(200);
    const nameless = { ...tomorrow, jwk: { ...tomorrow.jwk, kid: undefined as never } };
    expect((await post(url, VIEWER, bearer(await signed(nameless)))).status).toBe(200);
    const foreign = { ...stranger, jwk: { ...stranger.jwk, kid: undefined as never } };
    expect((await post(url, VIEWER, bearer(await signed(foreign)))).status).toBe(401);
  });

  it('that cannot be read make a 503, and nobody anonymous', async () => {
    const keys = localKeys(() => Promise.reject(new Error('users is down')));
    const { url } = await startGateway({ identity: createIdentity({ keys }) });
    const { status, body } = await post(url, VIEWER, bearer(await signed(today)));
    expect([status, body.errors![0]!.extensions['code']]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect((await post(url, VIEWER)).status).toBe(200);
  });

  it('are not asked again for a token that was verified, until it ends', async () => {
    let now = Date.now();
    const identity = createIdentity({
      keys: localKeys(async () => ({ keys: [today.jwk] })),
      now: () => now,
    });
    const authorization = `Bearer ${await signed(today)}`;
    const viewer = await identity.viewerOf(authorization);
    expect(identity.viewerOf(authorization)).toBe(viewer); // at once: no promise
    now += 603_000;
    expect(identity.viewerOf(authorization)).toBe(viewer); // their clock may be behind ours
    now += 3_000;
    await expect(identity.viewerOf(authorization)).rejects.toThrow('has expired');
  });

  it('that have gone verify nothing more, also not what they had verified', async () => {
    const tomorrow = await pair('tomorrow');
    let published = [today.jwk];
    const keys = localKeys(async () => ({ keys: published }));
    const { viewerOf } = createIdentity({ keys });
    const [old, young] = [`Bearer ${await signed(today)}`, `Bearer ${await signed(tomorrow)}`];
    await viewerOf(old);
    published = [today.jwk, tomorrow.jwk];
    await viewerOf(young);
    expect(viewerOf(old)).toMatchObject({ id: 'usr_bea' });
    published = [tomorrow.jwk];
    await keys.read();
    await expect(viewerOf(old)).rejects.toMatchObject({ status: 401 });
    expect(await viewerOf(young)).toMatchObject({ id: 'usr_bea' });
  });

  it('that were set verify whatever name a token gives them', async () => {
    const { kid: _, ...nameless } = stranger.jwk;
    const { viewerOf } = createIdentity({ keys: fixedKeys([nameless, { ...nameless, x: today.jwk.x! }]) });
    expect(await viewerOf(`Bearer ${await signed(today)}`)).toEqual({ id: 'usr_bea', isStaff: false });
  });
});

describe('another issuer', () => {
  it('may be one who signs otherwise, and knows of no staff', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const keys = fixedKeys([await exportJWK(publicKey)]);
    const claims = { issuer: 'https://id.example', audience: 'shop', algorithms: ['ES256'] };
    const { viewerOf } = createIdentity({ keys, ...claims });
    const sign = (iss: string, aud: string) =>
      new SignJWT({ sub: 'auth0|1', iss, aud, exp: soon() })
        .setProtectedHeader({ alg: 'ES256', kid: 'theirs' })
        .sign(privateKey);
    expect(await viewerOf(`Bearer ${await sign('https://id.example', 'shop')}`)).toEqual({
      id: 'auth0|1',
      isStaff: false,
    });
    const ours = `Bearer ${await sign('chimera', 'chimera')}`;
    await expect(viewerOf(ours)).rejects.toMatchObject({ status: 401 });
    const pinned = createIdentity({ keys, ...claims, algorithms: ['EdDSA'] });
    const token = `Bearer ${await sign('https://id.example', 'shop')}`;
    await expect(pinned.viewerOf(token)).rejects.toMatchObject({ status: 401 });
  });
});
