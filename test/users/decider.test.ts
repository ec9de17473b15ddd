import { describe, expect, it } from '@jest/globals';
import type { UserCommand } from '../../subgraphs/users/commands.ts';
import { userDecider } from '../../subgraphs/users/decider.ts';
import type { UserEvent } from '../../subgraphs/users/events.ts';
import { member, scenarios } from '../given.ts';

const given = scenarios(userDecider);
const userId = 'usr_ana';
const ana = member(userId);
const bea = member('usr_bea');
const staff = { kind: 'staff' as const, id: 'usr_stacy' };

const registered: UserEvent = { type: 'UserRegistered', data: { userId, username: 'ana' } };
const opened: UserEvent = { type: 'SellerProfileOpened', data: { userId, capacity: 5 } };
const from = '2026-02-01T00:00:00.000Z';
const until = '2026-02-08T00:00:00.000Z';
const away: UserEvent = {
  type: 'SellerAvailabilityChanged',
  data: { userId, isAcceptingOrders: false, from, until },
};

const register = {
  type: 'RegisterUser',
  by: ana,
  data: { userId, username: 'ana', emailDigest: 'f00d' },
} as const;
const openSeller = { type: 'OpenSellerProfile', by: ana, data: { userId, capacity: 5 } } as const;
const goAway = { type: 'SetAvailability', by: ana, data: { ...away.data } } as const;
const setCapacity = { type: 'SetCapacity', by: ana, data: { userId, capacity: 9 } } as const;
const updateProfile = { type: 'UpdateProfile', by: ana, data: { userId } } as const;

describe('a newcomer', () => {
  it('registers, and the address stays out of the log', () => {
    given().when(register).then(registered);
    expect(JSON.stringify(userDecider.decide({ ...register, at: '' }, null))).not.toContain('f00d');
  });

  it('registers once', () => given(registered).when(register).thenRefused('ILLEGAL_STATE'));

  it.each<Omit<UserCommand, 'at'>>([updateProfile, openSeller, goAway, setCapacity])(
    'does nothing else first: $type',
    (command) => given().when(command).thenRefused('NOT_FOUND'),
  );
});

describe('a member', () => {
  it('updates the profile, which is told once a day', () => {
    const told: UserEvent = { type: 'UserProfileUpdated', data: { userId, updatedAt: from } };
    given(registered)
      .when({ ...updateProfile, at: from })
      .then(told);
    given(registered, told)
      .when({ ...updateProfile, at: '2026-02-01T23:59:59.999Z' })
      .thenNothing();
    given(registered, told)
      .when({ ...updateProfile, at: '2026-02-02T00:00:00.000Z' })
      .then({ type: 'UserProfileUpdated' });
  });

  it('opens a seller profile', () => given(registered).when(openSeller).then(opened));

  it('opens it once', () => given(registered, opened).when(openSeller).thenRefused('ILLEGAL_STATE'));

  it.each<Omit<UserCommand, 'at'>>([goAway, setCapacity])('is no seller before that: $type', (command) =>
    given(registered).when(command).thenRefused('ILLEGAL_STATE'),
  );

  it.each<Omit<UserCommand, 'at'>>([updateProfile, openSeller, goAway, setCapacity])(
    'is nobody else’s to change: $type',
    (command) =>
      given(registered, opened)
        .when({ ...command, by: bea } as UserCommand)
        .thenRefused('FORBIDDEN'),
  );
});

describe('a seller', () => {
  it('goes away', () => given(registered, opened).when(goAway).then(away));

  it('goes away once', () => given(registered, opened, away).when(goAway).thenNothing());

  it('goes away for another time', () =>
    given(registered, opened, away)
      .when({ ...goAway, data: { userId, isAcceptingOrders: false, from } })
      .then({ type: 'SellerAvailabilityChanged', data: { userId, isAcceptingOrders: false, from } }));

  it('goes away with other words', () => {
    const data = { ...away.data, messageTextId: 'txt_1' };
    given(registered, opened, away)
      .when({ ...goAway, data })
      .then({ type: 'SellerAvailabilityChanged', data });
    given(registered, opened, { ...away, data })
      .when({ ...goAway, data })
      .thenNothing();
  });

  it('does not go away until an instant that has passed', () =>
    given(registered, opened)
      .when({ ...goAway, at: until })
      .thenRefused('INVALID'));

  it('accepts orders from the first', () =>
    given(registered, opened)
      .when({ ...goAway, data: { userId, isAcceptingOrders: true } })
      .thenNothing());

  it('comes back', () =>
    given(registered, opened, away)
      .when({ ...goAway, data: { userId, isAcceptingOrders: true } })
      .then({ type: 'SellerAvailabilityChanged', data: { userId, isAcceptingOrders: true } }));

  it('sets a capacity, and the same again is nothing', () => {
    const changed: UserEvent = { type: 'SellerCapacityChanged', data: { userId, capacity: 9 } };
    given(registered, opened).when(setCapacity).then(changed);
    given(registered, opened, changed).when(setCapacity).thenNothing();
  });

  it('has it set by staff, who may not speak for them otherwise', () => {
    given(registered, opened)
      .when({ ...setCapacity, by: staff })
      .then({ type: 'SellerCapacityChanged', data: { userId, capacity: 9 } });
    given(registered, opened)
      .when({ ...goAway, by: staff })
      .thenRefused('FORBIDDEN');
  });
});

describe('a seller with as many changes as a stream may hold', () => {
  const back: UserEvent = { type: 'SellerAvailabilityChanged', data: { userId, isAcceptingOrders: true } };
  const changes = Array.from({ length: 449 }, () => [away, back]).flat(); // 900 with the first two

  it('changes nothing more', () => {
    given(registered, opened, ...changes)
      .when(goAway)
      .thenRefused('ILLEGAL_STATE');
    given(registered, opened, ...changes)
      .when(setCapacity)
      .thenRefused('ILLEGAL_STATE');
    given(registered, opened, ...changes)
      .when(updateProfile)
      .thenNothing();
    given(registered, opened, ...changes.slice(1))
      .when(setCapacity)
      .then({ type: 'SellerCapacityChanged' });
  });

  it('still comes back', () =>
    given(registered, opened, ...changes, away)
      .when({ ...goAway, data: back.data })
      .then(back));
});
