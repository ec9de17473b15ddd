import { DomainError } from '../../../kernel/domain-error.ts';
import type { Rows } from '../../../kernel/row-store/row-store.ts';
import type { Profile } from './rows.ts';

/** `commandId`: what makes a second call of the same command change nothing. */
export type ProfileChange = { changes: Partial<Profile>; commandId: string; expectedVersion?: number };

/** Throws CONFLICT where the profile has moved on from `expectedVersion`, and NOT_FOUND where it is erased. */
export const writeProfile = async (
  profiles: Rows<Profile>,
  userId: string,
  { changes, commandId, expectedVersion }: ProfileChange,
) => {
  let left: Profile | undefined;
  const isWritten = await profiles.update(userId, (profile) => {
    left = profile;
    const isDone = profile.lastCommandId === commandId;
    if (isDone || profile.version !== (expectedVersion ?? profile.version)) return null;
    return { ...profile, ...changes, version: profile.version + 1, lastCommandId: commandId };
  });
  if (isWritten || left?.lastCommandId === commandId) return;
  if (!left) throw new DomainError('NOT_FOUND', `There is no profile of ${userId}.`);
  throw new DomainError(
    'CONFLICT',
    `Expected version ${expectedVersion}, but it is ${left.version} now: load it again.`,
    ['input', 'expectedVersion'],
  );
};
