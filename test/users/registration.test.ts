import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Account } from '../../subgraphs/users/accounts/rows.ts';
import { anonymous } from '../marketplace.ts';
import { openUsers, PASSWORD, REGISTER, SIGN_IN, type Users } from './open.ts';

let users: Users;
beforeAll(async () => {
  users = await openUsers();
});
afterAll(() => users.close());

const accounts = () => users.rows.open<Account>('accounts');
const codesOf = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code);
const inputOf = (username: string) => ({
  username,
  email: `${username}@example.com`,
  password: PASSWORD,
  displayName: 'Ana',
});

describe('registering', () => {
  it('answers the new member before any worker has run', async () => {
    const { user } = await users.register('ana', { displayName: ' Ana ', country: 'PT' });
    expect(user).toMatchObject({ username: 'ana', displayName: 'Ana', version: 1, country: 'PT' });
    const query = 'query ($name: String) { user(username: $name) { id } }';
    expect((await users.ask(anonymous, query, { name: 'ana' })).data.user).toEqual({ id: user.id });
  });

  it('keeps address, name and password out of the log', async () => {
    await users.register('quiet', { email: 'secret@example.com', displayName: 'Hidden' });
    const log = JSON.stringify(await users.host.eventStore.readAll(0, 1_000));
    expect(log).toContain('quiet');
    for (const word of ['secret@', 'Hidden', PASSWORD, 'argon2']) expect(log).not.toContain(word);
  });

  it('with the same key and request again answers as the first time', async () => {
    const key = { idempotencyKey: 'key-1' };
    const first = await users.register('kim', key);
    const all = await Promise.all([users.register('kim', key), users.register('kim', key)]);
    expect(all).toEqual([first, first]);
  });

  it.each([
    ['another password', { password: 'another password' }],
    ['another name', { displayName: 'Other' }],
  ])('with the same key and %s is refused', async (_, change) => {
    const key = { idempotencyKey: `key-${JSON.stringify(change)}` };
    const username = `lee_${Object.keys(change)[0]!.toLowerCase()}`;
    await users.register(username, key);
    expect(codesOf(await users.register(username, { ...key, ...change }))).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
    ]);
  });

  it('says that name and address are taken, both at once', async () => {
    await users.register('max');
    expect(codesOf(await users.register('max'))).toEqual(['USERNAME_TAKEN', 'EMAIL_TAKEN']);
    expect(codesOf(await users.register('max2', { email: ' MAX@Example.com ' }))).toEqual(['EMAIL_TAKEN']);
  });

  it('of 64 that race for one name, one wins, and the others leave nothing', async () => {
    const before = (await (await accounts()).all()).length;
    const racers = Array.from({ length: 64 }, (_, i) =>
      users.register('zoe', { email: `zoe${i}@example.com` }),
    );
    const answers = await Promise.all(racers);
    expect(answers.filter(({ user }) => user)).toHaveLength(1);
    expect(answers.filter((answer) => codesOf(answer)[0] === 'USERNAME_TAKEN')).toHaveLength(63);
    expect(await (await accounts()).all()).toHaveLength(before + 1);
  });

  it('under one key of another name, while somebody takes the first, keeps the winner’s account', async () => {
    const { profiles } = users.tools.rows;
    const { insert } = profiles;
    const mine = { email: 'mine@example.com', idempotencyKey: 'tia' };
    let second: ReturnType<Users['register']> | undefined;
    profiles.insert = async (row) => {
      if (row.displayName === 'First') {
        second = users.register('tia2', { ...mine, displayName: 'Second' });
        await users.register('tia');
      }
      if (row.displayName === 'Second') await first;
      return insert(row);
    };
    const first = users.register('tia', { ...mine, displayName: 'First' });
    expect(codesOf(await first)).toEqual(['USERNAME_TAKEN']);
    const { user } = (await second)!;
    profiles.insert = insert;
    expect(await (await accounts()).get([user.id])).toMatchObject([{ email: 'mine@example.com' }]);
  });

  it('of strangers never meets, although they think of the same key', async () => {
    const key = { idempotencyKey: 'register-1' };
    const [one, two] = [await users.register('one', key), await users.register('two', key)];
    expect(two.user).toMatchObject({ username: 'two' });
    expect(one.user.id).not.toBe(two.user.id);
  });

  it('that came to nothing is not found by sign-in', async () => {
    const orphan = { id: 'usr_orphan', email: 'orphan@example.com', passwordVersion: 1, isStaff: false };
    await (await accounts()).insert({ ...orphan, passwordHash: await users.tools.passwords.hash(PASSWORD) });
    const input = { email: orphan.email, password: PASSWORD };
    const { data } = await users.ask(anonymous, SIGN_IN, { input });
    expect(codesOf(data.signIn)).toEqual(['WRONG_CREDENTIALS']);
  });
});

describe('a registration that is wrong', () => {
  it.each([
    ['username', 'Ana', 'INVALID'],
    ['username', 'an', 'INVALID'],
    ['username', '__proto__:', 'INVALID'],
    ['username', 'a'.repeat(25), 'INVALID'],
    ['email', 'nobody', 'INVALID'],
    ['email', 'a@b', 'INVALID'],
    ['email', `${'a'.repeat(250)}@b.de`, 'TOO_LONG'],
    ['email', '', 'BLANK'],
    ['password', 'short', 'TOO_SHORT'],
    ['password', 'x'.repeat(129), 'TOO_LONG'],
    ['displayName', '   ', 'BLANK'],
    ['displayName', 'x'.repeat(61), 'TOO_LONG'],
    ['displayName', '\ud800', 'INVALID'],
    ['idempotencyKey', '', 'BLANK'],
  ])('in %s, %j, is %s', async (field, value, code) => {
    const before = await users.host.eventStore.end();
    const answer = await users.ask(anonymous, REGISTER, { input: { ...inputOf('wrong'), [field]: value } });
    expect(answer.data.registerUser.userErrors).toEqual([
      { field: ['input', field], code, message: expect.stringMatching(/^Expected .+, got .+/) },
    ]);
    expect(await users.host.eventStore.end()).toBe(before);
  });

  it('in everything is told everything at once', async () => {
    const answer = await users.register('X', { email: 'x', password: 'x', displayName: '' });
    expect(codesOf(answer)).toEqual(['INVALID', 'INVALID', 'TOO_SHORT', 'BLANK']);
  });

  it('in its country is refused by the type', async () => {
    const { errors } = await users.ask(anonymous, REGISTER, {
      input: { ...inputOf('who'), country: 'Portugal' },
    });
    expect(errors![0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors![0]!.message).toContain('ISO 3166-1');
  });
});
