import type { Event } from '../../kernel/messages.ts';
import type { Upcasts } from '../../kernel/upcasting.ts';

// These names and fields are the stored format: add to them, never rename or remove.

/** In every event of users: a key reads nothing but the event. */
export type Concerns = { userId: string };

/** `username` is the one personal fact in the log: a pseudonym its owner chose to be known by. */
export type UserRegistered = Event<'UserRegistered', Concerns & { username: string }>;
/**
 * What changed is in the member's profile row, outside the log. Told at most once a day: more changes may
 * have followed. `updatedAt`: ISO instant.
 */
export type UserProfileUpdated = Event<'UserProfileUpdated', Concerns & { updatedAt?: string }>;
/** From here on the member can sell, and accepts orders. `capacity`: orders wanted at once, 1 to 100. */
export type SellerProfileOpened = Event<'SellerProfileOpened', Concerns & { capacity: number }>;
export type SellerAvailabilityChanged = Event<'SellerAvailabilityChanged', Concerns & Availability>;
export type SellerCapacityChanged = Event<'SellerCapacityChanged', Concerns & { capacity: number }>;

/**
 * Away while `isAcceptingOrders` is false and the instant is in [`from`, `until`), where an absent end is
 * open. `messageTextId`: what is said meanwhile. Who accepts orders has none of these.
 */
export type Availability = {
  isAcceptingOrders: boolean;
  from?: string;
  until?: string;
  messageTextId?: string;
};

/** On `activity.events`, at most once a minute for each member; in no log. */
export type MemberSeen = Event<'MemberSeen', Concerns>;

export type UserEvent =
  | UserRegistered
  | UserProfileUpdated
  | SellerProfileOpened
  | SellerAvailabilityChanged
  | SellerCapacityChanged;

export const upcasts: Upcasts<UserEvent> = {};
