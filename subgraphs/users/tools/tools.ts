import type { JWK } from 'jose';
import type { Host } from '../../../kernel/chimera.ts';
import { emailDigest } from '../accounts/email.ts';
import { createPasswords, type Passwords } from '../accounts/passwords.ts';
import { openUserRows, type Account, type UserRows } from '../accounts/rows.ts';
import { issueAccessToken, type AccessToken } from '../sessions/access-tokens.ts';
import { openKeyRing } from '../sessions/key-ring.ts';
import { createSessions, type Sessions } from '../sessions/sessions.ts';
import { createPresence, type Presence } from './presence.ts';

/** What only users has: who may come in, and how that is kept. */
export type UsersTools = {
  rows: UserRows;
  passwords: Passwords;
  sessions: Sessions;
  presence: Presence;
  /** Reserves an address: HMAC, hex. */
  emailDigest(email: string): string;
  /** The member who holds a claim. */
  holderOf(claim: string): Promise<string | undefined>;
  issueToken(account: Account): Promise<AccessToken>;
  /** The keys that tokens are verified by; main.ts hands this to the gateway. */
  jwks(): Promise<{ keys: JWK[] }>;
};

export const createTools = async (host: Host): Promise<UsersTools> => {
  const { clock, ids, bus } = host;
  const rows = await openUserRows(host.rows);
  const keyRing = await openKeyRing(host.rows, clock);
  return {
    rows,
    passwords: createPasswords(),
    sessions: createSessions({ rows, clock, ids }),
    presence: createPresence({ bus, clock, ids }),
    emailDigest: (email) => emailDigest(email, host.secret('email')),
    holderOf: (claim) => host.eventStore.holderOf(claim),
    issueToken: (account) => issueAccessToken(account, keyRing, clock),
    jwks: keyRing.jwks,
  };
};
