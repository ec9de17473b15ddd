import { canonicalJson } from '../../../kernel/canonical.ts';
import { DomainError } from '../../../kernel/domain-error.ts';
import type { Rows } from '../../../kernel/row-store/row-store.ts';
import { keyReused } from './key-reused.ts';
import type { Profile, RememberedCommand, SellerField } from './rows.ts';

/** `command`: of a request with an idempotency key. */
export type ProfileChange = {
  changes: Partial<Profile>;
  expectedVersion: number;
  isSeller: boolean;
  command: RememberedCommand | undefined;
};

const MOST_REMEMBERED = 20;
const SELLER_FIELDS: SellerField[] = ['tagline', 'skills'];

/**
 * Changes the profile in one step, and once for each command: the row itself remembers the last ones.
 * True where something has changed, now or the first time. Throws NOT_FOUND where the profile is erased,
 * CONFLICT where it has moved on from `expectedVersion`, and IDEMPOTENCY_KEY_REUSED.
 */
export const changeProfile = async (
  profiles: Rows<Profile>,
  userId: string,
  { changes, expectedVersion, isSeller, command }: ProfileChange,
): Promise<boolean> => {
  let refusal: DomainError | undefined = erased(userId);
  let isRepeat = false;
  const isWritten = await profiles.update(userId, (profile) => {
    const done = profile.commands?.find(({ id }) => id === command?.id);
    isRepeat = done !== undefined;
    refusal = done ? reused(done, command) : movedOn(profile, expectedVersion);
    const changed = { ...profile, ...changes };
    if (refusal || isRepeat || canonicalJson(changed) === canonicalJson(profile)) return null;
    const sinceOpening = new Set([...(profile.sinceOpening ?? []), ...(isSeller ? named(changes) : [])]);
    const commands = [...(profile.commands ?? []), ...(command ? [command] : [])].slice(-MOST_REMEMBERED);
    return { ...changed, version: profile.version + 1, commands, sinceOpening: [...sinceOpening] };
  });
  if (refusal) throw refusal;
  return isWritten || isRepeat;
};

/**
 * What a seller profile was opened with: to be called once it is open, and again by every repetition of
 * that command. What was written before stays, and so does what the seller has said since.
 */
export const writeOpening = async (
  profiles: Rows<Profile>,
  userId: string,
  opening: Pick<Profile, SellerField>,
) => {
  await profiles.update(userId, (profile) => {
    const missing = SELLER_FIELDS.filter((field) => !profile.sinceOpening?.includes(field));
    if (missing.length === 0) return null;
    const written = Object.fromEntries(missing.map((field) => [field, opening[field]]));
    return { ...profile, ...written, version: profile.version + 1, sinceOpening: SELLER_FIELDS };
  });
};

const named = (changes: Partial<Profile>) => SELLER_FIELDS.filter((field) => Object.hasOwn(changes, field));

const reused = (done: RememberedCommand, asked: RememberedCommand | undefined) =>
  done.requestHash === asked?.requestHash ? undefined : keyReused();

const erased = (userId: string) => new DomainError('NOT_FOUND', `There is no profile of ${userId}.`);

const movedOn = ({ version }: Profile, expected: number) =>
  version === expected
    ? undefined
    : new DomainError('CONFLICT', `Expected version ${expected}, but it is ${version} now: load it again.`, [
        'input',
        'expectedVersion',
      ]);
