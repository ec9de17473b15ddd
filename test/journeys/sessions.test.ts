import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importJWK, SignJWT, type JWK } from 'jose';
import { createClient } from './client.ts';
import { readConfig } from '../../roles/config.ts';
import { openGround } from '../../roles/ground.ts';
import { testLog } from '../marketplace.ts';
import { newPlace, serversOf, start, type Marketplace } from './process.ts';
import { newJourney, steps } from './steps.ts';

let folder: Awaited<ReturnType<typeof newPlace>>;
let marketplace: Marketplace;
const address = () => marketplace.url;
const journey = newJourney('ann', address);
const { buyer } = journey;
beforeAll(async () => {
  folder = await newPlace();
  marketplace = await start(folder.path);
  await steps.registerBuyer(journey);
  await steps.signInBuyer(journey);
});
afterAll(async () => {
  await marketplace?.signal('SIGKILL');
  await folder.remove();
});

const WHO = '{ viewer { id } }';
const itself = () => ({ viewer: { id: journey.known.buyerId } });
const refresh = (client: typeof buyer) =>
  client.mutate<{ token: string }>('refreshSession', {}, 'token user { id }');

/** The same browser, later: what it has of tokens and cookies. */
const tab = (token: string | undefined, cookies = buyer.cookies) => {
  const client = createClient(address);
  client.useToken(token);
  for (const [name, value] of cookies) client.cookies.set(name, value);
  return client;
};

const signingKey = async (): Promise<{ id: string; jwk: JWK }> => {
  const config = readConfig({ DATA_DIR: folder.path, ...serversOf(folder.path) }, []);
  const { infrastructure } = await openGround(config, testLog);
  const { rows } = await infrastructure.storesOf('users');
  const [key] = await (await rows.open<{ id: string; jwk: JWK }>('signingKeys')).all();
  await infrastructure.close();
  return key!;
};

/** A token that users itself might have issued, but for what is changed of it. */
const issue = async (claims: { audience?: string; issuer?: string; expiresAt?: number }) => {
  const { audience = 'chimera', issuer = 'chimera', expiresAt = Date.now() / 1_000 + 600 } = claims;
  const { id: kid, jwk } = await signingKey();
  return new SignJWT({ staff: true })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(journey.known.buyerId)
    .setExpirationTime(Math.floor(expiresAt))
    .sign(await importJWK(jwk, 'EdDSA'));
};

describe('a session', () => {
  it('goes on by its cookie alone, which is replaced', async () => {
    const returning = tab(undefined);
    expect(await returning.query(WHO)).toEqual({ viewer: null });
    const { token } = await refresh(returning);
    expect(returning.cookies.get('chimera_refresh')).not.toBe(buyer.cookies.get('chimera_refresh'));
    returning.useToken(token);
    expect(await returning.query(WHO)).toEqual(itself());
  });

  it('survives a restart of the marketplace, token and cookie', async () => {
    await steps.signInBuyer(journey);
    await marketplace.signal('SIGTERM');
    marketplace = await start(folder.path);
    expect(await buyer.query(WHO)).toEqual(itself());
    buyer.useToken((await refresh(buyer)).token);
    expect(await buyer.query(WHO)).toEqual(itself());
  });

  it('ends with signing out: the cookie is cleared, and worth nothing to who kept it', async () => {
    await steps.signInBuyer(journey);
    const kept = new Map(buyer.cookies);
    await buyer.mutate('signOut', {});
    expect(buyer.cookies.size).toBe(0);
    for (const cookies of [kept, new Map<string, string>()])
      await expect(refresh(tab(undefined, cookies))).rejects.toMatchObject({ codes: ['TOKEN_EXPIRED'] });
  });

  it('is not begun with a wrong password', async () => {
    const input = { email: 'ann_buyer@example.com', password: 'not the password' };
    const wrong = buyer.mutate('signIn', input, 'token');
    await expect(wrong).rejects.toMatchObject({ codes: ['WRONG_CREDENTIALS'] });
  });
});

describe('a token', () => {
  const tampered = (token: string) => {
    const [head, body, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString('base64url');
    return [head, forged, signature].join('.');
  };
  const unsigned = (token: string) => {
    const head = Buffer.from('{"alg":"none"}').toString('base64url');
    return [head, token.split('.')[1], ''].join('.');
  };

  it.each([
    ['that has expired', () => issue({ expiresAt: Date.now() / 1_000 - 6 }), 'has expired'],
    ['that was changed', async () => tampered(await issue({})), 'not one of ours'],
    ['without signature', async () => unsigned(await issue({})), 'not one of ours'],
    ['of another issuer', () => issue({ issuer: 'elsewhere' }), 'not one of ours'],
    ['for another audience', () => issue({ audience: 'orders' }), 'not one of ours'],
    ['that is none', async () => 'nonsense', 'not one of ours'],
    ['of two words', async () => 'two words', 'Expected "Authorization: Bearer TOKEN"'],
  ])('%s is refused with 401, and nobody is anonymous by mistake', async (_, make, message) => {
    const answer = await tab(await make(), new Map()).ask(WHO);
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(answer.errors[0]!.message).toContain(message);
  });

  it('as it was issued is taken', async () => {
    expect(await tab(await issue({}), new Map()).query(WHO)).toEqual(itself());
  });
});
