import type { RowStore } from '../../kernel/row-store/row-store.ts';
import type { Account } from './accounts/rows.ts';

/** Makes a member staff from their next token on. False where there is no such account. */
export const grantStaff = async (rows: RowStore, userId: string): Promise<boolean> => {
  const accounts = await rows.open<Account>('accounts');
  return accounts.update(userId, (account) => ({ ...account, isStaff: true }));
};
