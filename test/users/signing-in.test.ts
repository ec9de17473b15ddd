import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { setStaff } from '../../subgraphs/users/staff.ts';
import { anonymous, asMember } from '../marketplace.ts';
import { CHANGE_PASSWORD, openUsers, PASSWORD, REFRESH, SIGN_IN, SIGN_OUT, type Users } from './open.ts';

let users: Users;
let count = 0;
let name: string;
let id: string;
beforeAll(async () => {
  users = await openUsers();
});
beforeEach(async () => {
  name = `ana${(count += 1)}`;
  id = (await users.register(name)).user.id;
});
afterAll(() => users.close());

const signIn = async (at: ReturnType<Users['browser']>, password = PASSWORD) =>
  (await at.ask(anonymous, SIGN_IN, {
    input: { email: ` ${name.toUpperCase()}@example.com`, password },
  })) as {
    data: { signIn: { token: string; expiresAt: string; user: object; userErrors: { code: string }[] } };
    set?: string;
  };
const refresh = async (at: ReturnType<Users['browser']>) =>
  (await at.ask(anonymous, REFRESH)).data.refreshSession;
const ended = { token: null, userErrors: [{ code: 'TOKEN_EXPIRED' }] };

describe('signing in', () => {
  it('answers a token that the keys verify, and sets a cookie that scripts cannot read', async () => {
    const { data, set } = await signIn(users.browser());
    const { token, expiresAt, user } = data.signIn;
    expect(user).toEqual({ id });
    const { payload } = await jwtVerify(token, createLocalJWKSet(await users.tools.jwks()), {
      issuer: 'chimera',
      audience: 'chimera',
      currentDate: users.clock.now(),
    });
    expect(payload).toMatchObject({ sub: id, staff: false, exp: Date.parse(expiresAt) / 1_000 });
    expect(set).toMatch(
      /^chimera_refresh=ses_\w{26}\.[\w-]{43}; Path=\/graphql; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    );
  });

  it('is by https alone in production', async () => {
    process.env['NODE_ENV'] = 'production';
    try {
      expect((await signIn(users.browser())).set).toMatch(/; Secure$/);
    } finally {
      process.env['NODE_ENV'] = 'test';
    }
  });

  it('never tells whether the address or the password is wrong', async () => {
    const wrong = await signIn(users.browser(), 'not the password');
    const input = { email: 'nobody@example.com', password: PASSWORD };
    const unknown = await users.ask(anonymous, SIGN_IN, { input });
    expect(wrong.data.signIn.userErrors).toMatchObject([{ code: 'WRONG_CREDENTIALS' }]);
    expect(unknown.data.signIn).toEqual(wrong.data.signIn);
  });

  it.each([
    ['email', 'x'.repeat(255)],
    ['password', 'x'.repeat(129)],
  ])('with too long an %s is refused before anything is hashed', async (field, value) => {
    const { verify } = users.tools.passwords;
    users.tools.passwords.verify = () => Promise.reject(new Error('Hashed.'));
    const input = { email: `${name}@example.com`, password: PASSWORD, [field]: value };
    const { data } = await users.ask(anonymous, SIGN_IN, { input });
    users.tools.passwords.verify = verify;
    expect(data.signIn.userErrors).toMatchObject([{ field: ['input', field], code: 'TOO_LONG' }]);
  });

  it('says staff of staff', async () => {
    expect(await setStaff(users.rows, id, true)).toBe(true);
    const { token } = (await signIn(users.browser())).data.signIn;
    expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({
      staff: true,
    });
  });
});

describe('a session', () => {
  it('is refreshed by its cookie, which is replaced', async () => {
    const browser = users.browser();
    await signIn(browser);
    const before = browser.cookie();
    expect(await refresh(browser)).toMatchObject({ user: { id }, userErrors: [] });
    expect(browser.cookie()).not.toBe(before);
    expect(await refresh(users.browser())).toMatchObject(ended);
  });

  it('ends for thief and owner when a cookie comes twice', async () => {
    const [owner, thief] = [users.browser(), users.browser()];
    await signIn(owner);
    thief.take(owner.cookie());
    await refresh(owner);
    users.clock.advance(11_000);
    expect(await refresh(thief)).toMatchObject(ended);
    expect(await refresh(owner)).toMatchObject(ended);
  });

  it('ends with signing out, as often as one likes', async () => {
    const browser = users.browser();
    await signIn(browser);
    const cookie = browser.cookie();
    for (let i = 0; i < 2; i += 1) {
      const answer = await browser.ask(anonymous, SIGN_OUT);
      expect(answer).toMatchObject({
        data: { signOut: { userErrors: [] } },
        set: expect.stringMatching(/Max-Age=0/),
      });
    }
    browser.take(cookie);
    expect(await refresh(browser)).toMatchObject(ended);
  });
});

describe('changing the password', () => {
  const input = { currentPassword: PASSWORD, newPassword: 'another long one', idempotencyKey: 'change-1' };

  it('ends the other sessions, and is done once', async () => {
    const [mine, other] = [users.browser(), users.browser()];
    await signIn(mine);
    await signIn(other);
    for (let i = 0; i < 2; i += 1) {
      const { data } = await mine.ask(asMember(id), CHANGE_PASSWORD, { input });
      expect(data.changePassword).toEqual({ user: { id }, userErrors: [] });
    }
    expect(await refresh(mine)).toMatchObject({ user: { id } });
    expect(await refresh(other)).toMatchObject(ended);
    expect((await signIn(other)).data.signIn.userErrors).toMatchObject([{ code: 'WRONG_CREDENTIALS' }]);
    expect((await signIn(other, input.newPassword)).data.signIn.user).toEqual({ id });
  });

  it.each([
    [{ currentPassword: 'wrong' }, 'currentPassword', 'WRONG_CREDENTIALS'],
    [{ currentPassword: 'x'.repeat(129) }, 'currentPassword', 'TOO_LONG'],
    [{ newPassword: 'short' }, 'newPassword', 'TOO_SHORT'],
  ])('with %j is refused', async (change, field, code) => {
    const { data } = await users.ask(asMember(id), CHANGE_PASSWORD, { input: { ...input, ...change } });
    expect(data.changePassword.userErrors).toMatchObject([{ field: ['input', field], code }]);
  });

  it('under a key that changed it to something else is refused', async () => {
    await users.ask(asMember(id), CHANGE_PASSWORD, { input });
    const other = { ...input, newPassword: 'yet another long one' };
    const { data } = await users.ask(asMember(id), CHANGE_PASSWORD, { input: other });
    expect(data.changePassword.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });

  it('needs a member', async () => {
    const { errors } = await users.ask(anonymous, CHANGE_PASSWORD, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
