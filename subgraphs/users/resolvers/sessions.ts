import { DomainError, refuseAll } from '../../../kernel/domain-error.ts';
import { memberOf, type Input } from '../../../kernel/graphql/context.ts';
import { commandId } from '../../../kernel/ids.ts';
import { emailClaim } from '../accounts/claims.ts';
import { keyReused } from '../accounts/key-reused.ts';
import type { Account } from '../accounts/rows.ts';
import { clearedCookie, REFRESH_COOKIE, refreshCookie } from '../sessions/cookie.ts';
import type { UsersTools } from '../tools/tools.ts';
import type { UsersContext } from './context.ts';
import { newPasswordProblems, signInProblems, type ChangePasswordInput, type SignInInput } from './inputs.ts';

export const signIn = async (_: unknown, { input }: Input<SignInInput>, context: UsersContext) => {
  refuseAll(signInProblems(input));
  const { email, password } = input;
  const { tools } = context;
  const account = await accountOf(email, tools);
  const isTheirs = await tools.passwords.verify(password, account?.passwordHash);
  if (!account || !isTheirs)
    throw new DomainError('WRONG_CREDENTIALS', 'The address is not known, or the password is not its own.');
  return signedIn(account, await tools.sessions.start(account), context);
};

export const refreshSession = async (_: unknown, __: unknown, context: UsersContext) => {
  const { account, token } = await context.tools.sessions.refresh(context.cookies[REFRESH_COOKIE]);
  return signedIn(account, token, context);
};

export const signOut = async (_: unknown, __: unknown, { tools, cookies, setCookie }: UsersContext) => {
  await tools.sessions.end(cookies[REFRESH_COOKIE]);
  setCookie(clearedCookie());
  return {};
};

export const changePassword = async (
  _: unknown,
  { input }: Input<ChangePasswordInput>,
  { viewer, tools, cookies, load }: UsersContext,
) => {
  const userId = memberOf(viewer);
  refuseAll(newPasswordProblems(input));
  const account = await replacePassword(userId, input, tools);
  const session = await tools.sessions.find(cookies[REFRESH_COOKIE]);
  await tools.sessions.endOthers(account, session?.userId === userId ? session : undefined);
  return { user: await load.user.load(userId) };
};

const signedIn = async (account: Account, refreshToken: string, context: UsersContext) => {
  const { token, expiresAt } = await context.tools.issueToken(account);
  context.setCookie(refreshCookie(refreshToken));
  return { token, expiresAt, user: await context.load.user.load(account.id) };
};

/** By the claim alone: an account whose registration came to nothing is never found. */
const accountOf = async (email: string, { emailDigest, holderOf, rows }: UsersTools) => {
  const userId = await holderOf(emailClaim(emailDigest(email)));
  const [account] = userId === undefined ? [] : await rows.accounts.get([userId]);
  return account ?? undefined;
};

/** The account with its new password, also where this very request has replaced it before. */
const replacePassword = async (
  userId: string,
  { currentPassword, newPassword, idempotencyKey }: ChangePasswordInput,
  { rows, passwords }: UsersTools,
): Promise<Account> => {
  const [account] = await rows.accounts.get([userId]);
  if (!account) throw new DomainError('NOT_FOUND', `There is no account of ${userId}.`);
  const lastCommandId = idempotencyKey ? commandId(userId, 'ChangePassword', idempotencyKey) : undefined;
  if (lastCommandId && account.lastCommandId === lastCommandId) {
    if (await passwords.verify(newPassword, account.passwordHash)) return account;
    throw keyReused();
  }
  if (!(await passwords.verify(currentPassword, account.passwordHash))) throw wrongPassword();
  const { lastCommandId: _, ...rest } = account;
  const changed: Account = {
    ...rest,
    passwordHash: await passwords.hash(newPassword),
    passwordVersion: account.passwordVersion + 1,
    ...(lastCommandId && { lastCommandId }),
  };
  const isChanged = await rows.accounts.update(userId, (found) =>
    found.passwordVersion === account.passwordVersion ? { ...changed, isStaff: found.isStaff } : null,
  );
  if (!isChanged)
    throw new DomainError('CONFLICT', 'The password was changed at the same moment: try again.');
  return changed;
};

const wrongPassword = () =>
  new DomainError('WRONG_CREDENTIALS', 'Expected the present password.', ['input', 'currentPassword']);
