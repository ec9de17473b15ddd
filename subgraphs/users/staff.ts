import type { RowStore } from '../../kernel/row-store/row-store.ts';
import type { Account } from './accounts/rows.ts';

/** Makes a member staff, or no more, from their next token on. False where there is no such account. */
export const setStaff = async (rows: RowStore, userId: string, isStaff: boolean): Promise<boolean> => {
  const accounts = await rows.open<Account>('accounts');
  return accounts.update(userId, (account) => ({ ...account, isStaff }));
};
