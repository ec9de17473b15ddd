import DataLoader from 'dataloader';
import type { Host, ViewsOf } from '../../kernel/chimera.ts';
import { loadOne, loadRow, onlyById, type Gettable } from '../../kernel/graphql/loaders.ts';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { usernameClaim } from './accounts/claims.ts';
import type { Account } from './accounts/rows.ts';
import type { UserView, views } from './projections.ts';
import type { UsersTools } from './tools/tools.ts';

const COUNT_LIMIT = 10_001;

/** What a member shows, everybody sees. */
export const canSeeUser = (_viewer: Viewer, _user: UserView) => true;

const canSeeAccount = (viewer: Viewer, account: Account) => viewer.isStaff || viewer.id === account.id;

/** Once per request: a loader remembers what it loaded, and for whom. */
export const createLoaders = (host: Host<ViewsOf<typeof views>>, viewer: Viewer, tools: UsersTools) => {
  const { users, sellers, sellerBuyers, presence } = host.views;
  const { profiles, accounts } = tools.rows;
  const user = loadOne(onlyById(host.pages['user'] as Gettable<UserView>, viewer, canSeeUser));

  /** The view knows most names in one read; who registered just now is known by the claim alone. */
  const idsNamed = async (names: readonly string[]) => {
    const found = await users.findEach('username', [...names], { first: 1 });
    return Promise.all(names.map(async (name, i) => found[i]![0]?.id ?? tools.holderOf(usernameClaim(name))));
  };

  return {
    user,
    userNamed: new DataLoader<string, UserView | null>(async (names) => {
      const ids = await idsNamed(names);
      return Promise.all(ids.map((id) => (id === undefined ? null : user.load(id))));
    }),
    profile: loadRow(profiles),
    text: loadRow(host.texts),
    account: loadOne(onlyById(accounts, viewer, canSeeAccount)),
    seller: loadOne(sellers),
    presence: loadOne(presence),
    uniqueBuyers: new DataLoader<string, number>((ids) =>
      sellerBuyers.countEach('sellerId', [...ids], undefined, COUNT_LIMIT),
    ),
  };
};

export type Loaders = ReturnType<typeof createLoaders>;
