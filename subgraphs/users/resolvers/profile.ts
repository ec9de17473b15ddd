import { hashOf } from '../../../kernel/canonical.ts';
import { DomainError, refuseAll } from '../../../kernel/domain-error.ts';
import { memberOf, type Input } from '../../../kernel/graphql/context.ts';
import { commandId } from '../../../kernel/ids.ts';
import type { Profile } from '../accounts/rows.ts';
import { changeProfile } from '../accounts/write-profile.ts';
import type { UsersContext } from './context.ts';
import { profileProblems, type UpdateProfileInput } from './inputs.ts';

export const updateProfile = async (
  _: unknown,
  { input }: Input<UpdateProfileInput>,
  context: UsersContext,
) => {
  const userId = memberOf(context.viewer);
  refuseAll(profileProblems(input));
  const user = await context.load.user.load(userId);
  if (!user) throw new DomainError('NOT_FOUND', `There is no member ${userId}.`);
  const isChanged = await changeProfile(context.tools.rows.profiles, userId, {
    changes: changesOf(input),
    expectedVersion: input.expectedVersion,
    isSeller: user.seller !== undefined,
    command: rememberedAs(userId, input),
  });
  if (isChanged) await tell(userId, context);
  context.load.user.clear(userId);
  context.load.profile.clear(userId);
  return { user: await context.load.user.load(userId) };
};

const rememberedAs = (userId: string, { idempotencyKey, ...request }: UpdateProfileInput) =>
  idempotencyKey
    ? { id: commandId(userId, 'UpdateProfile', idempotencyKey), requestHash: hashOf(request) }
    : undefined;

/** The row is the change. The log only tells of it: where others keep winning the race, it goes untold. */
const tell = async (userId: string, { send }: UsersContext) => {
  try {
    await send({ type: 'UpdateProfile', data: { userId } }, {});
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'CONFLICT')) throw error;
  }
};

/** What is absent stays, null clears; a name and lists are there always. */
const changesOf = (input: UpdateProfileInput): Partial<Profile> => ({
  ...(input.displayName != null && { displayName: input.displayName.trim() }),
  ...(input.bio !== undefined && { bio: input.bio }),
  ...(input.avatarUrl !== undefined && { avatarUrl: input.avatarUrl }),
  ...(input.country !== undefined && { country: input.country }),
  ...(input.languages != null && { languages: input.languages.map((language) => ({ ...language })) }),
  ...(input.tagline !== undefined && { tagline: input.tagline }),
  ...(input.skills != null && { skills: input.skills }),
});
