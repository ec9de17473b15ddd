import { beforeEach, describe, expect, it } from '@jest/globals';
import { days, ManualClock } from '../../kernel/clock.ts';
import { createIds } from '../../kernel/ids.ts';
import { openSqliteRowStore } from '../../kernel/row-store/sqlite-row-store.ts';
import { openUserRows, type Account, type UserRows } from '../../subgraphs/users/accounts/rows.ts';
import { createSessions, type Sessions } from '../../subgraphs/users/sessions/sessions.ts';

const account: Account = {
  id: 'usr_ana',
  email: 'ana@example.com',
  passwordHash: '',
  passwordVersion: 1,
  isStaff: false,
};

let clock: ManualClock;
let rows: UserRows;
let sessions: Sessions;

beforeEach(async () => {
  clock = new ManualClock('2026-01-15T12:00:00.000Z');
  rows = await openUserRows(await openSqliteRowStore(':memory:'));
  sessions = createSessions({ rows, clock, ids: createIds(clock) });
  await rows.accounts.insert(account);
});

const ended = { code: 'TOKEN_EXPIRED' };
const refresh = async (token: string) => (await sessions.refresh(token)).token;

describe('a session', () => {
  it('goes on from token to token', async () => {
    const first = await sessions.start(account);
    const second = await refresh(first);
    expect(second).not.toBe(first);
    expect(await sessions.refresh(second)).toMatchObject({ account: { id: 'usr_ana' } });
  });

  it('keeps no token, only hashes', async () => {
    const [id, secret] = (await sessions.start(account)).split('.');
    const [row] = await rows.sessions.get([id!]);
    expect(Buffer.from(secret!, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(row)).not.toContain(secret);
  });

  it('ends 30 days after its last use', async () => {
    const first = await sessions.start(account);
    clock.advance(days(29));
    const second = await refresh(first);
    clock.advance(days(29));
    const third = await refresh(second);
    clock.advance(days(30));
    await expect(refresh(third)).rejects.toMatchObject(ended);
  });

  it('answers two tabs at the same moment, and both go on', async () => {
    const first = await sessions.start(account);
    const [one, two] = await Promise.all([refresh(first), refresh(first)]);
    clock.advance(60_000);
    expect(await refresh(one)).toBeTruthy();
    expect(await refresh(two)).toBeTruthy();
  });

  it('ends for all when a token is used again after 10 seconds', async () => {
    const first = await sessions.start(account);
    const second = await refresh(first);
    clock.advance(10_001);
    await expect(refresh(first)).rejects.toMatchObject(ended);
    await expect(refresh(second)).rejects.toMatchObject(ended);
  });

  it('ends when its member signs out, and the others stay', async () => {
    const [one, two] = [await sessions.start(account), await sessions.start(account)];
    await sessions.end(one);
    await expect(refresh(one)).rejects.toMatchObject(ended);
    expect(await refresh(two)).toBeTruthy();
  });

  it.each([undefined, '', 'x', 'ses_01JD.x', "ses_'; DROP TABLE rows_sessions", '.'.repeat(5_000)])(
    'is none for %j',
    async (token) => {
      await expect(sessions.refresh(token)).rejects.toMatchObject(ended);
      expect(await sessions.find(token)).toBeUndefined();
      await sessions.end(token);
    },
  );

  it('is not ended by who knows its id alone', async () => {
    const token = await sessions.start(account);
    await sessions.end(`${token.split('.')[0]}.guess`);
    expect(await refresh(token)).toBeTruthy();
  });
});

describe('a new password', () => {
  it('ends all sessions but the one it was changed in', async () => {
    const [mine, other] = [await sessions.start(account), await sessions.start(account)];
    const changed = { ...account, passwordVersion: 2 };
    await rows.accounts.update(account.id, () => changed);
    await sessions.endOthers(changed, await sessions.find(mine));
    expect(await refresh(mine)).toBeTruthy();
    await expect(refresh(other)).rejects.toMatchObject(ended);
    expect(await rows.sessions.findBy('userId', account.id)).toHaveLength(1);
  });

  it('ends one that was being signed in under the old password at that moment', async () => {
    const changed = { ...account, passwordVersion: 2 };
    await rows.accounts.update(account.id, () => changed);
    await sessions.endOthers(changed, undefined);
    const late = await sessions.start(account);
    await expect(refresh(late)).rejects.toMatchObject(ended);
  });
});

it('sessions that ran out are removed when their member signs in', async () => {
  await sessions.start(account);
  clock.advance(days(31));
  await sessions.start(account);
  expect(await rows.sessions.findBy('userId', account.id)).toHaveLength(1);
});

it('of one member are 20 at most: those used last', async () => {
  const first = await sessions.start(account);
  const second = await sessions.start(account);
  for (let i = 0; i < 19; i += 1) {
    clock.advance(1_000);
    if (i === 9) await refresh(first);
    await sessions.start(account);
  }
  expect(await rows.sessions.findBy('userId', account.id)).toHaveLength(20);
  await expect(refresh(second)).rejects.toMatchObject(ended);
});

it('the session that was begun just now is never the one too many', async () => {
  let token = '';
  for (let i = 0; i < 30; i += 1) token = await sessions.start(account);
  expect(await refresh(token)).toBeTruthy();
});
