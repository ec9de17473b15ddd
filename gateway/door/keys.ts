import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, type JWTVerifyGetKey } from 'jose';

/** What tokens are verified by. */
export type Keys = {
  find: JWTVerifyGetKey;
  /** Reads them now. Throws where that is not possible; those that are known go on to verify. */
  read(): Promise<void>;
  /**
   * Another one when a key has gone: what was verified until then is to be verified again. Whoever remembers asks each
   * time, so that keys which are old are read again although no token is verified by them.
   */
  edition(): number;
};

type Reading = {
  read(): Promise<JSONWebKeySet>;
  /** Milliseconds in which a token that names an unknown key makes nobody read again. */
  cooldown?: number;
  /** Milliseconds after which they are read again, beside what goes on. */
  refresh?: number;
  now?(): number;
};

/** Keys of the same process: read again when a token names one that is not known yet. */
export const localKeys = (read: Reading['read']): Keys => createKeys({ read });

/** Keys that were set, and never change: each may have signed any token, whatever `kid` that names. */
export const fixedKeys = (keys: JWK[]): Keys => {
  const { find, read, edition } = localKeys(async () => ({ keys }));
  return { find: ({ kid: _, ...header }, token) => find(header, token), read, edition };
};

type Set = { find: JWTVerifyGetKey; keys: string[] };

export const createKeys = (reading: Reading): Keys => {
  const { cooldown = 0, refresh = Infinity, now = () => performance.now() } = reading;
  let set: Set | undefined;
  let edition = 0;
  let triedAt = -Infinity;
  let failure: unknown;
  let pending: Promise<Set> | undefined;

  const readOnce = async (): Promise<Set> => {
    triedAt = now();
    try {
      const before = set;
      set = setOf(await reading.read());
      failure = undefined;
      const { keys } = set;
      if (before?.keys.some((key) => !keys.includes(key))) edition += 1;
      return set;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      pending = undefined;
    }
  };
  const read = () => (pending ??= readOnce());
  const isTriedNow = () => now() - triedAt < cooldown;
  const readIfOld = () => {
    if (set && now() - triedAt > refresh) void read().catch(() => {});
  };

  const known = async (): Promise<Set> => {
    if (!set) {
      if (failure !== undefined && isTriedNow()) throw failure;
      return read();
    }
    readIfOld();
    return set;
  };

  return {
    async find(header, token) {
      const used = await known();
      try {
        return await used.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        if (set === used && !pending && isTriedNow()) throw failure ?? error;
        const next = set === used ? await read() : set!;
        return next.find(header, token);
      }
    },
    read: async () => void (await read()),
    edition() {
      readIfOld();
      return edition;
    },
  };
};

const setOf = (given: JSONWebKeySet): Set => ({
  find: createLocalJWKSet(given),
  keys: given.keys.map((key) => JSON.stringify(key)),
});
