import { describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { days, ManualClock } from '../../kernel/clock.ts';
import { openSqliteRowStore } from '../../kernel/row-store/sqlite-row-store.ts';
import { issueAccessToken } from '../../subgraphs/users/sessions/access-tokens.ts';
import { openKeyRing } from '../../subgraphs/users/sessions/key-ring.ts';

const account = {
  id: 'usr_ana',
  email: 'ana@example.com',
  passwordHash: '',
  passwordVersion: 1,
  isStaff: true,
};

const open = async () => {
  const clock = new ManualClock('2026-01-15T12:00:00.250Z');
  const store = await openSqliteRowStore(':memory:');
  return { clock, store, ring: await openKeyRing(store, clock) };
};

type Opened = Awaited<ReturnType<typeof open>>;
const verify = async (token: string, { ring, clock }: Pick<Opened, 'ring' | 'clock'>) =>
  jwtVerify(token, createLocalJWKSet(await ring.jwks()), {
    issuer: 'chimera',
    audience: 'chimera',
    algorithms: ['EdDSA'],
    currentDate: clock.now(),
  });

describe('an access token', () => {
  it('says who it is and whether staff, for ten minutes', async () => {
    const opened = await open();
    const { token, expiresAt } = await issueAccessToken(account, opened.ring, opened.clock);
    expect(expiresAt).toBe('2026-01-15T12:10:00.000Z');
    expect((await verify(token, opened)).payload).toMatchObject({ sub: 'usr_ana', staff: true });
    opened.clock.moveTo(expiresAt);
    await expect(verify(token, opened)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
  });
});

describe('the key ring', () => {
  it('shows public halves alone', async () => {
    const { keys } = await (await open()).ring.jwks();
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('is the same after a restart, and for two that start at once', async () => {
    const { clock, store, ring } = await open();
    const others = await Promise.all([openKeyRing(store, clock), openKeyRing(store, clock)]);
    for (const other of others) expect(await other.jwks()).toEqual(await ring.jwks());
  });

  it('has a new key after 30 days, and the one before is valid still', async () => {
    const opened = await open();
    const { clock, ring } = opened;
    const { kid } = await ring.signingKey();
    const before = await issueAccessToken(account, ring, clock);
    const { keys } = await ring.jwks();
    clock.advance(days(30));
    expect((await ring.signingKey()).kid).not.toBe(kid);
    expect((await ring.jwks()).keys.map((key) => key.kid)).toContain(keys[0]!.kid);
    clock.advance(-days(30));
    expect((await verify(before.token, opened)).payload.sub).toBe('usr_ana');
  });

  it('forgets a key two periods later', async () => {
    const { clock, ring } = await open();
    const { kid } = await ring.signingKey();
    for (let period = 0; period < 2; period += 1) {
      clock.advance(days(30));
      await ring.signingKey();
    }
    const { keys } = await ring.jwks();
    expect(keys).toHaveLength(2);
    expect(keys.map((key) => key.kid)).not.toContain(kid);
  });
});
