import { SignJWT } from 'jose';
import type { Clock } from '../../../kernel/clock.ts';
import type { Account } from '../accounts/rows.ts';
import type { KeyRing } from './key-ring.ts';

/** `expiresAt`: ISO instant. */
export type AccessToken = { token: string; expiresAt: string };

const LIFETIME_SECONDS = 600;

/** What the gateway verifies: `sub` is the member, `staff` whether they work here. */
export const issueAccessToken = async (
  { id, isStaff }: Account,
  keyRing: KeyRing,
  clock: Clock,
): Promise<AccessToken> => {
  const { kid, key } = await keyRing.signingKey();
  const issuedAt = Math.floor(clock.now().getTime() / 1_000);
  const expiresAt = issuedAt + LIFETIME_SECONDS;
  const token = await new SignJWT({ staff: isStaff })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer('chimera')
    .setAudience('chimera')
    .setSubject(id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  return { token, expiresAt: new Date(expiresAt * 1_000).toISOString() };
};
