import type { Command } from '../../kernel/messages.ts';
import type { Availability } from './events.ts';

type User = { userId: string };

/** `emailDigest` reserves the address (HMAC, hex) and goes into no event. */
export type RegisterUser = Command<'RegisterUser', User & { username: string; emailDigest: string }>;
export type UpdateProfile = Command<'UpdateProfile', User>;
export type OpenSellerProfile = Command<'OpenSellerProfile', User & { capacity: number }>;
export type SetAvailability = Command<'SetAvailability', User & Availability>;
export type SetCapacity = Command<'SetCapacity', User & { capacity: number }>;

export type UserCommand = RegisterUser | UpdateProfile | OpenSellerProfile | SetAvailability | SetCapacity;
