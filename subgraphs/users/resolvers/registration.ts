import { DomainError, isRefusal, refuseAll } from '../../../kernel/domain-error.ts';
import type { Input } from '../../../kernel/graphql/context.ts';
import { commandId } from '../../../kernel/ids.ts';
import { claims } from '../accounts/claims.ts';
import { normalEmail } from '../accounts/email.ts';
import { keyReused } from '../accounts/key-reused.ts';
import { newProfile } from '../accounts/rows.ts';
import type { RegisterUser } from '../commands.ts';
import type { UsersTools } from '../tools/tools.ts';
import type { UsersContext } from './context.ts';
import { registrationProblems, type RegisterUserInput } from './inputs.ts';

/**
 * The rows come first, then the event that claims username and address. Who loses the race for a claim
 * leaves no rows; a crash in between may leave some, which nobody finds: accounts are found by claim.
 */
export const registerUser = async (
  _: unknown,
  { input }: Input<RegisterUserInput>,
  { tools, newId, send }: UsersContext,
) => {
  refuseAll(registrationProblems(input));
  const emailDigest = tools.emailDigest(input.email);
  const idempotencyKey = ownKey(input, emailDigest);
  const userId = newId('usr', 'RegisterUser', { idempotencyKey });
  const data = { userId, username: input.username, emailDigest };
  refuseAll(await takenBy(data, tools));

  const rows = createRows(userId, input, tools);
  // The password is no part of what tells requests apart: a fast hash of it must not be stored.
  const request = { ...input, password: undefined, idempotencyKey };
  try {
    const { page } = await send({ type: 'RegisterUser', data }, request, { as: userId, before: rows.write });
    await rows.checkRepetition();
    return { user: page };
  } catch (error) {
    if (isRefusal(error) && 'code' in error && /_TAKEN$/.test(error.code)) await rows.remove();
    throw error;
  }
};

/**
 * Nobody is signed in yet, so a client's key alone belongs to nobody: with address and name, strangers with
 * one key never meet, and the rows that a loser removes are of no other registration.
 */
const ownKey = ({ idempotencyKey: key, username }: RegisterUserInput, emailDigest: string) =>
  key ? commandId(emailDigest, username, key) : null;

/** Tells of both at once, before the cost of a password; the append decides. */
const takenBy = async (data: RegisterUser['data'], tools: UsersTools): Promise<DomainError[]> => {
  const names = claims({ type: 'RegisterUser', data } as RegisterUser, []);
  const holders = await Promise.all(names.map(({ name }) => tools.holderOf(name)));
  return names
    .filter((_, i) => holders[i] !== undefined && holders[i] !== data.userId)
    .map(({ taken: { code, message, field } }) => new DomainError(code, message, field));
};

const createRows = (id: string, input: RegisterUserInput, { rows, passwords }: UsersTools) => {
  const { accounts, profiles } = rows;
  const email = input.email.trim();
  let passwordHash: Promise<string> | undefined;

  /** Rows under this id are of the same request under the same key, or the key is used for another. */
  const checkSame = async () => {
    const [account] = await accounts.get([id]);
    const isSame =
      account !== null &&
      account !== undefined &&
      normalEmail(account.email) === normalEmail(email) &&
      (account.passwordVersion > 1 || (await passwords.verify(input.password, account.passwordHash)));
    if (!isSame) throw keyReused();
  };

  return {
    async write() {
      passwordHash ??= passwords.hash(input.password);
      const account = { id, email, passwordHash: await passwordHash, passwordVersion: 1, isStaff: false };
      if (!(await accounts.insert(account))) await checkSame();
      await profiles.insert(newProfile(id, input.displayName.trim(), input.country ?? null));
    },
    /** When nothing was written now, it was by the first try. */
    async checkRepetition() {
      if (passwordHash === undefined) await checkSame();
    },
    async remove() {
      await accounts.remove([id]);
      await profiles.remove([id]);
    },
  };
};
