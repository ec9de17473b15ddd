import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { asStaff } from '../marketplace.ts';
import { openUsers, PING, SET_AVAILABILITY, SET_CAPACITY, type Users } from './open.ts';

let users: Users;
let sam: Viewer;
let count = 0;
beforeAll(async () => {
  users = await openUsers();
});
beforeEach(async () => {
  sam = await users.seller(`sam${(count += 1)}`);
});
afterAll(() => users.close());

const set = async (input: object) => (await users.ask(sam, SET_AVAILABILITY, { input })).data.setAvailability;
const setCapacity = async (viewer: Viewer, input: object) =>
  (await users.ask(viewer, SET_CAPACITY, { input })).data.setCapacity;
const availability = async () =>
  (
    await users.ask(
      sam,
      '{ viewer { sellerProfile { availability { isAcceptingOrders unavailableFrom unavailableUntil message } } } }',
    )
  ).data.viewer.sellerProfile.availability;

const soon = '2026-02-01T00:00:00.000Z';
const later = '2026-02-08T00:00:00.000Z';
const here = { isAcceptingOrders: true, unavailableFrom: null, unavailableUntil: null, message: null };

describe('availability', () => {
  it('is told at once', async () => {
    const { user } = await set({ isAcceptingOrders: false, message: 'At the sea.' });
    expect(user.sellerProfile).toMatchObject({
      version: 3,
      availability: { ...here, isAcceptingOrders: false, message: 'At the sea.' },
    });
  });

  it('goes by the clock: before, while and after the absence', async () => {
    users.clock.moveTo('2026-01-15T12:00:00.000Z');
    const away = {
      isAcceptingOrders: false,
      unavailableFrom: soon,
      unavailableUntil: later,
      message: 'Skiing.',
    };
    await set(away);
    expect(await availability()).toEqual({ ...away, isAcceptingOrders: true });
    users.clock.moveTo(soon);
    expect(await availability()).toEqual(away);
    users.clock.moveTo(later);
    expect(await availability()).toEqual(here);
  });

  it('has a new message although nothing else is new, and the same again is nothing', async () => {
    await set({ isAcceptingOrders: false, message: 'One.' });
    const { user } = await set({ isAcceptingOrders: false, message: 'Two.' });
    expect(user.sellerProfile).toMatchObject({ version: 4, availability: { message: 'Two.' } });
    const again = await set({ isAcceptingOrders: false, message: ' Two. ' });
    expect(again.user.sellerProfile).toMatchObject({ version: 4, availability: { message: 'Two.' } });
    await set({ isAcceptingOrders: true });
    expect(await availability()).toEqual(here);
  });

  it('is not set back by a late repetition', async () => {
    const first = { isAcceptingOrders: false, message: 'M1', idempotencyKey: 'a' };
    await set(first);
    await set({ isAcceptingOrders: false, message: 'M2', idempotencyKey: 'b' });
    expect((await set(first)).user.sellerProfile).toMatchObject({
      version: 4,
      availability: { message: 'M2' },
    });
    expect(await availability()).toMatchObject({ message: 'M2' });
  });

  it('that was refused leaves its message nowhere', async () => {
    await set({ isAcceptingOrders: false, message: 'M1' });
    await set({ isAcceptingOrders: true, message: 'M2', expectedVersion: 2 });
    await Promise.all(
      ['M3', 'M4'].map((message) => set({ isAcceptingOrders: false, message, expectedVersion: 3 })),
    );
    const { message } = await availability();
    expect(['M3', 'M4']).toContain(message);
    expect((await set({ isAcceptingOrders: false, message })).user.sellerProfile.version).toBe(4);
  });

  it('answers a repetition as the first time, although the absence is over by now', async () => {
    users.clock.moveTo('2026-01-15T12:00:00.000Z');
    const input = { isAcceptingOrders: false, unavailableUntil: soon, idempotencyKey: 'until' };
    await set(input);
    users.clock.moveTo(later);
    expect(await set(input)).toMatchObject({
      user: { sellerProfile: { version: 3, availability: here } },
      userErrors: [],
    });
  });

  it.each([
    [{ isAcceptingOrders: true, unavailableFrom: '2027-01-01T00:00:00Z' }, 'unavailableFrom', 'INVALID'],
    [{ isAcceptingOrders: true, unavailableUntil: '2027-01-01T00:00:00Z' }, 'unavailableUntil', 'INVALID'],
    [{ isAcceptingOrders: false, unavailableUntil: '2020-01-01T00:00:00Z' }, 'unavailableUntil', 'INVALID'],
    [
      {
        isAcceptingOrders: false,
        unavailableFrom: '2027-02-01T00:00:00Z',
        unavailableUntil: '2027-01-01T00:00:00Z',
      },
      'unavailableUntil',
      'INVALID',
    ],
    [{ isAcceptingOrders: false, message: 'x'.repeat(501) }, 'message', 'TOO_LONG'],
    [{ isAcceptingOrders: false, expectedVersion: 1 }, 'expectedVersion', 'CONFLICT'],
  ])('%j is refused', async (input, field, code) => {
    expect((await set(input)).userErrors).toMatchObject([{ field: ['input', field], code }]);
  });
});

describe('capacity', () => {
  it('is set by the seller', async () => {
    expect(await setCapacity(sam, { capacity: 9, expectedVersion: 2 })).toMatchObject({
      user: { sellerProfile: { capacity: 9, version: 3 } },
    });
  });

  it('is set by staff for a seller, and by nobody else', async () => {
    const input = { userId: sam.id, capacity: 9 };
    expect(await setCapacity(asStaff(), input)).toMatchObject({ user: { sellerProfile: { capacity: 9 } } });
    const stranger = await users.member(`eve${count}`);
    expect((await setCapacity(stranger, input)).userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it.each([0, 101, -1])('of %i is refused', async (capacity) =>
    expect((await setCapacity(sam, { capacity })).userErrors).toMatchObject([{ code: 'INVALID' }]),
  );

  it('of an order is refused', async () => {
    const input = { userId: `ord_${'0'.repeat(26)}`, capacity: 9 };
    expect((await setCapacity(asStaff(), input)).userErrors).toMatchObject([{ code: 'INVALID' }]);
  });
});

describe('presence', () => {
  const seen = async () => {
    await users.settled();
    const { data } = await users.ask(sam, '{ viewer { sellerProfile { isOnline lastSeenAt } } }');
    return data.viewer.sellerProfile;
  };
  const told = async () =>
    Object.values(await users.ground.infrastructure.bus.ends('activity.events')).reduce((a, b) => a + b, 0);

  it('is told at most once a minute, and lasts 90 seconds', async () => {
    expect(await seen()).toEqual({ isOnline: false, lastSeenAt: null });
    const before = await told();
    for (let i = 0; i < 3; i += 1)
      expect((await users.ask(sam, PING)).data.pingPresence).toMatchObject({ isOnline: true });
    expect(await told()).toBe(before + 1);
    expect(await seen()).toEqual({ isOnline: true, lastSeenAt: users.clock.now().toISOString() });

    users.clock.advance(60_000);
    await users.ask(sam, PING);
    users.clock.advance(90_000);
    expect(await seen()).toMatchObject({ isOnline: true });
    users.clock.advance(1);
    expect(await seen()).toMatchObject({ isOnline: false });
  });
});
