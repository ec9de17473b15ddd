import { memberOf } from '../../kernel/graphql/context.ts';
import type { UsersContext } from './resolvers/context.ts';
import { updateProfile } from './resolvers/profile.ts';
import { queries } from './resolvers/queries.ts';
import { registerUser } from './resolvers/registration.ts';
import { openSellerProfile, setAvailability, setCapacity } from './resolvers/seller.ts';
import { sellerProfileFields } from './resolvers/seller-profile-fields.ts';
import { changePassword, refreshSession, signIn, signOut } from './resolvers/sessions.ts';
import { buyerStatsFields, userFields } from './resolvers/user-fields.ts';

export const resolvers = {
  Query: queries,

  Mutation: {
    registerUser,
    signIn,
    refreshSession,
    signOut,
    changePassword,
    updateProfile,
    openSellerProfile,
    setAvailability,
    setCapacity,
    async pingPresence(_: unknown, __: unknown, { viewer, tools }: UsersContext) {
      await tools.presence.seen(memberOf(viewer));
      return { isOnline: true };
    },
  },

  User: userFields,
  SellerProfile: sellerProfileFields,
  BuyerStats: buyerStatsFields,
};
