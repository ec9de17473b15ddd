import { presence } from './projections/presence.ts';
import { sellerBuyers, sellers } from './projections/sellers.ts';
import { users } from './projections/users.ts';

export type { Presence } from './projections/presence.ts';
export type { SellerBuyer, SellerView } from './projections/sellers.ts';
export type { UserView } from './projections/users.ts';
export { presence, sellerBuyers, sellers, users };

/** All that this service reads. */
export const views = { users, sellers, sellerBuyers, presence };
