import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { OPEN_SELLER, openUsers, UPDATE_PROFILE, type Users } from './open.ts';

let users: Users;
let count = 0;
beforeAll(async () => {
  users = await openUsers();
});
afterAll(() => users.close());

describe('opening a seller profile', () => {
  const input = { tagline: 'Logos', skills: ['Drawing'], capacity: 3 };

  it('answers it at once, and is done once', async () => {
    const ben = await users.member(`ben${(count += 1)}`);
    const open = async () => (await users.ask(ben, OPEN_SELLER, { input })).data.openSellerProfile;
    expect((await open()).user).toEqual({
      version: 2,
      sellerProfile: { tagline: 'Logos', skills: ['Drawing'], level: 'NEW', capacity: 3, version: 2 },
    });
    expect((await open()).userErrors).toMatchObject([{ code: 'ILLEGAL_STATE' }]);
  });

  it('with the same key again answers as the first time', async () => {
    const kim = await users.member(`kim${(count += 1)}`);
    const open = () => users.ask(kim, OPEN_SELLER, { input: { ...input, idempotencyKey: 'open-1' } });
    const first = await open();
    expect(first.data.openSellerProfile.user.sellerProfile.version).toBe(2);
    expect(await open()).toEqual(first);
  });

  it('is refused with all that is wrong', async () => {
    const wrong = { tagline: '', skills: [' '], capacity: 101 };
    const { data } = await users.ask(await users.member('sam'), OPEN_SELLER, { input: wrong });
    expect(data.openSellerProfile.userErrors).toMatchObject([
      { field: ['input', 'tagline'], code: 'BLANK' },
      { field: ['input', 'skills'], code: 'BLANK' },
      { field: ['input', 'capacity'], code: 'INVALID' },
    ]);
  });
});

describe('what a seller profile is opened with', () => {
  const input = { tagline: 'Logos', skills: ['Drawing'], capacity: 3, idempotencyKey: 'open' };
  const open = (viewer: Viewer, change: object = {}) =>
    users.ask(viewer, OPEN_SELLER, { input: { ...input, ...change } });
  const update = (viewer: Viewer, change: object) => users.ask(viewer, UPDATE_PROFILE, { input: change });
  const shown = async (viewer: Viewer) => {
    const { data } = await users.ask(viewer, '{ viewer { version sellerProfile { tagline skills } } }');
    return data.viewer;
  };
  /** The event is stored, and the process ends before the row is. */
  const openAndCrash = async (viewer: Viewer) => {
    const { profiles } = users.tools.rows;
    const { update } = profiles;
    const { error } = users.host.log;
    users.host.log.error = () => {};
    profiles.update = () => Promise.reject(new Error('The process ended.'));
    await open(viewer);
    Object.assign(profiles, { update });
    Object.assign(users.host.log, { error });
  };

  it('is what the winner of two at once says', async () => {
    for (let i = 0; i < 20; i += 1) {
      const viewer = await users.member(`race${i}`);
      const each = ['One', 'Two'].map((tagline) =>
        open(viewer, { tagline, skills: [tagline], idempotencyKey: tagline }),
      );
      const answers = (await Promise.all(each)).map(({ data }) => data.openSellerProfile.user);
      const winner = answers.find((user) => user !== null);
      expect(answers.filter((user) => user === null)).toHaveLength(1);
      expect(await shown(viewer)).toMatchObject({
        version: 2,
        sellerProfile: { tagline: winner.sellerProfile.tagline, skills: winner.sellerProfile.skills },
      });
    }
  });

  it('is written by a repetition where the first try ended in between, and once', async () => {
    const viewer = await users.member('crashed');
    await openAndCrash(viewer);
    for (let i = 0; i < 2; i += 1) await open(viewer);
    expect(await shown(viewer)).toEqual({
      version: 2,
      sellerProfile: { tagline: 'Logos', skills: ['Drawing'] },
    });
  });

  it('replaces what was said before, and nothing that was said since', async () => {
    const viewer = await users.member('later');
    await update(viewer, { tagline: 'Before', skills: ['Before'], expectedVersion: 1 });
    await openAndCrash(viewer);
    await update(viewer, { skills: ['Since'], expectedVersion: 2 });
    await open(viewer);
    expect(await shown(viewer)).toEqual({
      version: 4,
      sellerProfile: { tagline: 'Logos', skills: ['Since'] },
    });
    await update(viewer, { tagline: null, expectedVersion: 4 });
    await open(viewer);
    expect(await shown(viewer)).toMatchObject({ version: 5, sellerProfile: { tagline: null } });
  });
});
