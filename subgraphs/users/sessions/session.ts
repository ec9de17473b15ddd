import { days, later } from '../../../kernel/clock.ts';

/**
 * One sign-in and the refresh tokens that descend from it. Tokens are kept as SHA-256 alone.
 * `current`: not used yet; more than one where two tabs refreshed at the same moment.
 */
export type Session = {
  id: string;
  userId: string;
  passwordVersion: number;
  expiresAt: string;
  current: string[];
  /** Used within the last seconds. */
  rotated: { hash: string; at: string }[];
};

export type Rotation = { presented: string; next: string; now: string };

export const SESSION_DAYS = 30;
const GRACE_MILLISECONDS = 10_000;
const MOST_CURRENT = 10;

export const sessionEnd = (now: string) => later(now, days(SESSION_DAYS));

/**
 * Exchanges a token. Used again within ten seconds it was another tab, which gets a token of its own;
 * later, or never heard of, somebody has a copy: `REUSED` ends the whole session.
 */
export const rotate = (
  session: Session,
  { presented, next, now }: Rotation,
): Session | 'EXPIRED' | 'REUSED' => {
  if (session.expiresAt <= now) return 'EXPIRED';
  const rotated = session.rotated.filter(({ at }) => later(at, GRACE_MILLISECONDS) >= now);
  const isCurrent = session.current.includes(presented);
  if (!isCurrent && !rotated.some(({ hash }) => hash === presented)) return 'REUSED';
  return {
    ...session,
    expiresAt: sessionEnd(now),
    current: [...session.current.filter((hash) => hash !== presented), next].slice(-MOST_CURRENT),
    rotated: isCurrent ? [...rotated, { hash: presented, at: now }] : rotated,
  };
};
