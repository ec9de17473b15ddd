import type { Account, Profile } from '../accounts/rows.ts';
import type { UserView } from '../projections.ts';
import { averageReceived } from '../projections/users.ts';
import type { UsersContext } from './context.ts';

type Reference = { id?: string; username?: string };

/** A field of the profile row; `erased` once there is none. */
const fromProfile =
  <K extends keyof Profile>(field: K, erased: Profile[K]) =>
  async ({ id }: UserView, _: unknown, { load }: UsersContext) =>
    (await load.profile.load(id))?.[field] ?? erased;

export const userFields = {
  __resolveReference: ({ id, username }: Reference, { load }: UsersContext) =>
    id === undefined ? load.userNamed.load(username!) : load.user.load(id),

  displayName: fromProfile('displayName', 'Former member'),
  bio: fromProfile('bio', null),
  avatarUrl: fromProfile('avatarUrl', null),
  country: fromProfile('country', null),
  languages: fromProfile('languages', []),
  version: fromProfile('version', 0),
  sellerProfile: (user: UserView) => (user.seller ? user : null),
  buyerStats: (user: UserView) => user,

  async account(user: UserView, _: unknown, { load }: UsersContext) {
    const account = await load.account.load(user.id);
    return account && { email: account.email, roles: rolesOf(user, account) };
  },
};

export const buyerStatsFields = {
  ordersPlaced: ({ ordersPlaced = 0 }: UserView) => ordersPlaced,
  ordersCompleted: ({ ordersCompleted = 0 }: UserView) => ordersCompleted,
  averageRatingReceived: (user: UserView) => averageReceived(user),
};

const rolesOf = ({ seller }: UserView, { isStaff }: Account) => [
  'BUYER',
  ...(seller ? ['SELLER'] : []),
  ...(isStaff ? ['STAFF'] : []),
];
