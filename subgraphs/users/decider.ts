import { days, later } from '../../kernel/clock.ts';
import type { Decider } from '../../kernel/decider.ts';
import { DomainError } from '../../kernel/domain-error.ts';
import type { OpenSellerProfile, RegisterUser, SetAvailability, SetCapacity } from './commands.ts';
import type { UpdateProfile, UserCommand } from './commands.ts';
import type { Availability, UserEvent } from './events.ts';

type Seller = { capacity: number; availability: Availability };
/** `changes`: all events of the stream. `profileUpdatedAt`: as it was told last. */
type Member = { userId: string; changes: number; profileUpdatedAt?: string; seller?: Seller };
/** Null until registered. */
export type User = Member | null;

/** Each command reads the whole stream, so that a stream must stay short. */
const MOST_CHANGES = 900;

const registerUser = ({ data: { userId, username } }: RegisterUser, user: User): UserEvent[] => {
  if (user) throw new DomainError('ILLEGAL_STATE', `A member registers once; ${userId} is registered.`);
  return [{ type: 'UserRegistered', data: { userId, username } }];
};

const updateProfile = (command: UpdateProfile, user: User): UserEvent[] => {
  const { userId, changes, profileUpdatedAt } = themself(command, user);
  const isTold = profileUpdatedAt !== undefined && command.at < later(profileUpdatedAt, days(1));
  if (isTold || changes >= MOST_CHANGES) return []; // the change itself is in the row
  return [{ type: 'UserProfileUpdated', data: { userId, updatedAt: command.at } }];
};

const openSellerProfile = (command: OpenSellerProfile, user: User): UserEvent[] => {
  const { userId, seller } = themself(command, user);
  if (seller)
    throw new DomainError('ILLEGAL_STATE', 'A seller profile is opened once, and yours is open already.');
  return [{ type: 'SellerProfileOpened', data: { userId, capacity: command.data.capacity } }];
};

const setAvailability = (command: SetAvailability, user: User): UserEvent[] => {
  const member = themself(command, user);
  const { userId, availability } = sellerOf(member);
  const { userId: _, ...wanted } = command.data;
  if (wanted.until !== undefined && wanted.until <= command.at) throw isOver(wanted.until, command.at);
  if (isSame(wanted, availability)) return [];
  if (!wanted.isAcceptingOrders) expectRoom(member); // nobody is kept from coming back
  return [{ type: 'SellerAvailabilityChanged', data: { userId, ...wanted } }];
};

const isSame = (one: Availability, other: Availability) =>
  one.isAcceptingOrders === other.isAcceptingOrders &&
  one.from === other.from &&
  one.until === other.until &&
  one.messageTextId === other.messageTextId;

const isOver = (until: string, now: string) =>
  new DomainError('INVALID', `Expected unavailableUntil to be after now, ${now}, got ${until}.`, [
    'input',
    'unavailableUntil',
  ]);

const setCapacity = (command: SetCapacity, user: User): UserEvent[] => {
  const member = command.by.kind === 'staff' ? registered(command, user) : themself(command, user);
  const { userId, capacity } = sellerOf(member);
  if (capacity === command.data.capacity) return [];
  expectRoom(member);
  return [{ type: 'SellerCapacityChanged', data: { userId, capacity: command.data.capacity } }];
};

const registered = ({ data: { userId } }: UserCommand, user: User): Member => {
  if (!user) throw new DomainError('NOT_FOUND', `There is no member ${userId}.`);
  return user;
};

const themself = (command: UserCommand, user: User): Member => {
  if (command.by.id !== command.data.userId)
    throw new DomainError('FORBIDDEN', 'Only the member themself may do this.');
  return registered(command, user);
};

const sellerOf = ({ userId, seller }: Member) => {
  if (!seller) throw new DomainError('ILLEGAL_STATE', 'Open a seller profile first: this needs a seller.');
  return { userId, ...seller };
};

const expectRoom = ({ userId, changes }: Member) => {
  if (changes >= MOST_CHANGES)
    throw new DomainError(
      'ILLEGAL_STATE',
      `Expected fewer than ${MOST_CHANGES} changes of ${userId} so far, got ${changes}: no more are taken.`,
    );
};

const withSeller = (user: User, change: Partial<Seller>): User =>
  user?.seller ? { ...user, seller: { ...user.seller, ...change } } : user;

const opened = (capacity: number): Seller => ({ capacity, availability: { isAcceptingOrders: true } });

export const userDecider: Decider<User, UserCommand, UserEvent> = {
  initialState: null,

  decide(command, user) {
    switch (command.type) {
      case 'RegisterUser':
        return registerUser(command, user);
      case 'UpdateProfile':
        return updateProfile(command, user);
      case 'OpenSellerProfile':
        return openSellerProfile(command, user);
      case 'SetAvailability':
        return setAvailability(command, user);
      case 'SetCapacity':
        return setCapacity(command, user);
    }
  },

  evolve(user, event) {
    const next = evolved(user, event);
    return next && { ...next, changes: (user?.changes ?? 0) + 1 };
  },
};

const evolved = (user: User, event: UserEvent): User => {
  switch (event.type) {
    case 'UserRegistered':
      return { userId: event.data.userId, changes: 0 };
    case 'UserProfileUpdated': {
      const { updatedAt } = event.data;
      return user && { ...user, ...(updatedAt && { profileUpdatedAt: updatedAt }) };
    }
    case 'SellerProfileOpened':
      return user && { ...user, seller: opened(event.data.capacity) };
    case 'SellerAvailabilityChanged': {
      const { userId: _, ...availability } = event.data;
      return withSeller(user, { availability });
    }
    case 'SellerCapacityChanged':
      return withSeller(user, { capacity: event.data.capacity });
  }
};
