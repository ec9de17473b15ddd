import type { Row, Rows, RowStore } from '../../../kernel/row-store/row-store.ts';
import type { Session } from '../sessions/session.ts';

// Personal data, outside the log: erased by removing the rows of a userId, which is their id.

/** `passwordVersion` counts the passwords; a session belongs to one of them. */
export type Account = Row & {
  email: string;
  passwordHash: string;
  passwordVersion: number;
  isStaff: boolean;
  /** Of the command that set the password, where it came with an idempotency key. */
  lastCommandId?: string;
};

export type SpokenLanguage = {
  language: string;
  proficiency: 'BASIC' | 'CONVERSATIONAL' | 'FLUENT' | 'NATIVE';
};

export type SellerField = 'tagline' | 'skills';
export type RememberedCommand = { id: string; requestHash: string };

export type Profile = Row & {
  displayName: string;
  bio: string | null;
  avatarUrl: string | null;
  country: string | null;
  languages: SpokenLanguage[];
  tagline: string | null;
  skills: string[];
  version: number;
  /** The last ones that changed the profile and came with an idempotency key, the newest last. */
  commands?: RememberedCommand[];
  /** What was written since the seller profile is open: its opening does not write it again. */
  sinceOpening?: SellerField[];
};

export type UserRows = { accounts: Rows<Account>; profiles: Rows<Profile>; sessions: Rows<Session> };

export const openUserRows = async (rows: RowStore): Promise<UserRows> => ({
  accounts: await rows.open<Account>('accounts'),
  profiles: await rows.open<Profile>('profiles'),
  sessions: await rows.open<Session>('sessions', ['userId']),
});

export const newProfile = (id: string, displayName: string, country: string | null): Profile => ({
  id,
  displayName,
  bio: null,
  avatarUrl: null,
  country,
  languages: [],
  tagline: null,
  skills: [],
  version: 1,
});
