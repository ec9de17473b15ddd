import { categories } from './projections/categories.ts';
import { gigSearch } from './projections/gig-search.ts';
import { gigs } from './projections/gigs.ts';
import { presence } from './projections/presence.ts';
import { sellers } from './projections/sellers.ts';

export type { CategoryView } from './projections/categories.ts';
export type { GigSearchView, Month } from './projections/gig-search.ts';
export type { GigView } from './projections/gigs.ts';
export type { Presence } from './projections/presence.ts';
export type { SellerView } from './projections/sellers.ts';
export { categories, gigs, gigSearch, presence, sellers };

/** All that this service reads. */
export const views = { gigs, gigSearch, sellers, categories, presence };
