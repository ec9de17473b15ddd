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
