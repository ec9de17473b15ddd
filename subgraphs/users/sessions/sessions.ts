import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/domain-error.ts';
import { isId, type Ids } from '../../../kernel/ids.ts';
import type { Account, UserRows } from '../accounts/rows.ts';
import { rotate, sessionEnd, type Session } from './session.ts';

/** A refresh token is `ses_….SECRET`: its session and 256 random bits. */
export type Sessions = {
  start(account: Account): Promise<string>;
  /** The next token; throws TOKEN_EXPIRED. */
  refresh(token: string | undefined): Promise<{ token: string; account: Account }>;
  /** The session that the token belongs to; undefined where it is no token of a living one. */
  find(token: string | undefined): Promise<Session | undefined>;
  end(token: string | undefined): Promise<void>;
  /** After a new password: `kept` goes on under it, what was signed in under an older one ends. */
  endOthers(account: Account, kept: Session | undefined): Promise<void>;
};

const MOST_OF_ONE_MEMBER = 20;

type Needs = { rows: UserRows; clock: Clock; ids: Ids };

export const createSessions = ({ rows: { accounts, sessions }, clock, ids }: Needs): Sessions => {
  const now = () => clock.now().toISOString();

  const find = async (token: string | undefined) => {
    const { id, hash } = parsed(token);
    const [session] = id ? await sessions.get([id]) : [];
    const isAlive = session && session.expiresAt > now() && session.current.includes(hash);
    return isAlive ? session : undefined;
  };

  return {
    find,

    async start({ id: userId, passwordVersion }) {
      const id = ids.next('ses');
      const { token, hash } = newToken(id);
      const expiresAt = sessionEnd(now());
      await sessions.insert({ id, userId, passwordVersion, expiresAt, current: [hash], rotated: [] });
      await removeOld(sessions, { userId, newest: id, now: now() });
      return token;
    },

    async refresh(token) {
      const { id, hash } = parsed(token);
      const [session] = id ? await sessions.get([id]) : [];
      const [account] = session ? await accounts.get([session.userId]) : [];
      if (!session || account?.passwordVersion !== session.passwordVersion) throw ended();
      const next = newToken(session.id);
      const isRotated = await sessions.update(session.id, (found) => {
        const rotated = rotate(found, { presented: hash, next: next.hash, now: now() });
        return typeof rotated === 'string' ? null : rotated;
      });
      if (isRotated) return { token: next.token, account };
      await sessions.remove([session.id]);
      throw ended();
    },

    async end(token) {
      const { id, hash } = parsed(token);
      const [session] = id ? await sessions.get([id]) : [];
      const isTheirs =
        session && [...session.current, ...session.rotated.map((old) => old.hash)].includes(hash);
      if (isTheirs) await sessions.remove([session.id]);
    },

    async endOthers({ id: userId, passwordVersion }, kept) {
      if (kept) await sessions.update(kept.id, (session) => ({ ...session, passwordVersion }));
      const all = await sessions.findBy('userId', userId);
      const others = all.filter((session) => session.passwordVersion !== passwordVersion);
      await sessions.remove(others.map(({ id }) => id));
    },
  };
};

const ended = () => new DomainError('TOKEN_EXPIRED', 'There is no session any more: sign in again.');

/** Those that ran out, and those beyond the most that one member has: the ones not used for longest. */
const removeOld = async (
  sessions: UserRows['sessions'],
  { userId, newest, now }: { userId: string; newest: string; now: string },
) => {
  const others = (await sessions.findBy('userId', userId)).filter(({ id }) => id !== newest);
  const alive = others.filter(({ expiresAt }) => expiresAt > now);
  alive.sort((a, b) => (a.expiresAt < b.expiresAt ? 1 : -1));
  const kept = new Set(alive.slice(0, MOST_OF_ONE_MEMBER - 1));
  await sessions.remove(others.filter((session) => !kept.has(session)).map(({ id }) => id));
};

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

const newToken = (id: string) => {
  const secret = randomBytes(32).toString('base64url');
  return { token: `${id}.${secret}`, hash: hashOf(secret) };
};

const parsed = (token = ''): { id: string | undefined; hash: string } => {
  const [id = '', secret = ''] = token.split('.');
  return { id: isId('ses', id) ? id : undefined, hash: hashOf(secret) };
};
