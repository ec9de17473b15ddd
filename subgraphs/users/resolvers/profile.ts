import { refuseAll } from '../../../kernel/domain-error.ts';
import { memberOf, type Input, type Repeatable } from '../../../kernel/graphql/context.ts';
import { commandId } from '../../../kernel/ids.ts';
import type { Profile } from '../accounts/rows.ts';
import { writeProfile } from '../accounts/write-profile.ts';
import type { UserCommand } from '../commands.ts';
import type { UsersContext } from './context.ts';
import { profileProblems, type UpdateProfileInput } from './inputs.ts';

export const updateProfile = async (
  _: unknown,
  { input }: Input<UpdateProfileInput>,
  context: UsersContext,
) => {
  const userId = memberOf(context.viewer);
  refuseAll(profileProblems(input));
  const { expectedVersion, ...rest } = input;
  const change = {
    changes: changesOf(input),
    commandId: idOf('UpdateProfile', input, context),
    expectedVersion,
  };
  const { page } = await context.send(
    { type: 'UpdateProfile', data: { userId } },
    // The version is the profile row's: as `expectedVersion` it would be held against the stream's.
    Object.assign(rest, { expectedProfile: expectedVersion }),
    { before: () => writeProfile(context.tools.rows.profiles, userId, change) },
  );
  return { user: page };
};

/** What tells one command's write of a row from another's. */
export const idOf = (type: UserCommand['type'], { idempotencyKey }: Repeatable, context: UsersContext) =>
  idempotencyKey ? commandId(memberOf(context.viewer), type, idempotencyKey) : context.ids.next('cmd');

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
