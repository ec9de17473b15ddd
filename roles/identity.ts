import { createIdentity, type Identity } from '../gateway/door/identity.ts';
import { fixedKeys, type Keys } from '../gateway/door/keys.ts';
import { createRemoteKeys } from '../gateway/door/remote-keys.ts';
import type { Config } from './config.ts';

/** Who sends a request, by the keys that were set, or by those of the users' service. */
export const identityOf = (
  { door: { tokens } }: Config,
  ofUsers: Keys,
): { identity: Identity; keys: Keys } => {
  const { keys: given, keysAt, ...claims } = tokens;
  const keys = given ? fixedKeys(given) : keysAt ? createRemoteKeys(keysAt) : ofUsers;
  return { identity: createIdentity({ keys, ...claims }), keys };
};

/** Nobody is let in before there are keys to tell who it is. */
export const awaitKeys = (keys: Keys) => {
  let reason: string | undefined = 'They were not read yet.';
  return {
    missing: () => (reason === undefined ? [] : ['keys that tokens are verified by']),
    /** Why they are not there. */
    reason: () => reason,
    /** Tries once, unless they are there. */
    async read() {
      if (reason === undefined) return;
      reason = await keys.read().then(() => undefined, ({ message }: Error) => message); // prettier-ignore
    },
  };
};
