import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { days } from '../../kernel/clock.ts';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { anonymous } from '../marketplace.ts';
import { openUsers, UPDATE_PROFILE, type Users } from './open.ts';

let users: Users;
let ana: Viewer;
let count = 0;
beforeAll(async () => {
  users = await openUsers();
});
beforeEach(async () => {
  ana = await users.member(`ana${(count += 1)}`);
});
afterAll(() => users.close());

const update = async (input: object) =>
  (await users.ask(ana, UPDATE_PROFILE, { input: { expectedVersion: 1, ...input } })).data.updateProfile;

describe('a profile', () => {
  const languages = [{ language: 'pt-BR', proficiency: 'NATIVE' }];

  it('changes in what is named, and keeps the rest', async () => {
    expect(await update({ bio: 'Edits podcasts.', languages })).toMatchObject({
      user: { displayName: expect.stringMatching(/^ana/), bio: 'Edits podcasts.', languages, version: 2 },
    });
    const next = await update({ displayName: 'Ana', bio: null, expectedVersion: 2 });
    expect(next.user).toMatchObject({ displayName: 'Ana', bio: null, languages, version: 3 });
  });

  it('that somebody else has changed meanwhile is told as a conflict', async () => {
    await update({ bio: 'One.' });
    expect(await update({ bio: 'Two.' })).toMatchObject({
      user: null,
      userErrors: [
        {
          field: ['input', 'expectedVersion'],
          code: 'CONFLICT',
          message: 'Expected version 1, but it is 2 now: load it again.',
        },
      ],
    });
  });

  it('is changed by one of two at once', async () => {
    const answers = await Promise.all([update({ bio: 'One.' }), update({ bio: 'Two.' })]);
    expect(answers.filter(({ user }) => user)).toHaveLength(1);
  });

  it('is changed once by a repeated key, also when it has moved on', async () => {
    const key = { bio: 'Once.', idempotencyKey: 'key-1' };
    expect((await update(key)).user.version).toBe(2);
    expect((await update(key)).user.version).toBe(2);
    await update({ bio: 'Later.', expectedVersion: 2 });
    expect((await update(key)).user).toMatchObject({ bio: 'Later.', version: 3 });
    expect((await update({ ...key, bio: 'Other.' })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED' },
    ]);
  });

  const told = async () =>
    (await users.host.eventStore.read(ana.id!)).filter(({ type }) => type === 'UserProfileUpdated').length;

  it('is told in the log once a day, however often it changes', async () => {
    for (let version = 1; version <= 3; version += 1)
      await update({ bio: `${version}`, expectedVersion: version });
    expect(await told()).toBe(1);
    users.clock.advance(days(1));
    expect((await update({ bio: 'Next day.', expectedVersion: 4 })).user.version).toBe(5);
    expect(await told()).toBe(2);
  });

  it('that is the same as before is no change', async () => {
    expect(await update({ bio: null })).toMatchObject({ user: { version: 1 }, userErrors: [] });
    expect(await told()).toBe(0);
  });

  it('is told by the repetition where the first try ended in between', async () => {
    const { append } = users.host.eventStore;
    users.host.eventStore.append = () => Promise.reject(new Error('The store is gone.'));
    const key = { bio: 'Once.', idempotencyKey: 'key-2' };
    expect(await update(key)).toBeNull();
    users.host.eventStore.append = append;
    expect(await update(key)).toMatchObject({ user: { bio: 'Once.', version: 2 }, userErrors: [] });
    expect(await told()).toBe(1);
  });

  it('is changed all the same when others keep winning the race for the log', async () => {
    const { append } = users.host.eventStore;
    users.host.eventStore.append = () => Promise.resolve({ outcome: 'conflict' });
    const answer = await update({ bio: 'Kept.' });
    users.host.eventStore.append = append;
    expect(answer).toMatchObject({ user: { bio: 'Kept.', version: 2 }, userErrors: [] });
  });

  it.each([
    [{ displayName: '' }, 'displayName', 'BLANK'],
    [{ bio: 'x'.repeat(2_001) }, 'bio', 'TOO_LONG'],
    [{ tagline: 'x'.repeat(121) }, 'tagline', 'TOO_LONG'],
    [{ skills: Array.from({ length: 21 }, (_, i) => `Skill ${i}`) }, 'skills', 'TOO_MANY'],
    [{ skills: ['x'.repeat(41)] }, 'skills', 'TOO_LONG'],
    [{ skills: ['Editing', 'editing '] }, 'skills', 'INVALID'],
    [{ languages: [{ language: 'Portuguese!', proficiency: 'NATIVE' }] }, 'languages', 'INVALID'],
    [{ languages: Array(2).fill({ language: 'en', proficiency: 'BASIC' }) }, 'languages', 'INVALID'],
  ])('with %j is refused', async (input, field, code) => {
    const { userErrors } = await update(input);
    expect(userErrors).toMatchObject([{ field: ['input', field], code }]);
  });

  it('takes no address that is no web address', async () => {
    const input = { avatarUrl: 'javascript:alert(1)', expectedVersion: 1 };
    const { errors } = await users.ask(ana, UPDATE_PROFILE, { input });
    expect(errors![0]!.message).toContain('Expected an http(s) URL');
  });

  it('is of a member', async () => {
    const { errors } = await users.ask(anonymous, UPDATE_PROFILE, { input: { expectedVersion: 1 } });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('that is erased leaves a former member', async () => {
    await users.tools.rows.profiles.remove([ana.id!]);
    const { data } = await users.ask(ana, '{ viewer { displayName bio languages { language } version } }');
    expect(data.viewer).toEqual({ displayName: 'Former member', bio: null, languages: [], version: 0 });
  });
});
