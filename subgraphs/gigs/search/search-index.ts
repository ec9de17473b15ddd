import type { Position } from '../../../kernel/graphql/cursors.ts';
import type { Money } from '../../../kernel/money.ts';
import type { SellerLevel } from '../decider/policy.ts';

export type GigSort = 'RELEVANCE' | 'BEST_SELLING' | 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'RATING';

/** All that is given must hold. `query`: words, all of them; prices in minor units, both ends included. */
export type Filters = {
  query?: string;
  categoryId?: string;
  tags?: string[];
  price?: { min?: number; max?: number; currencyCode: string };
  maxDeliveryDays?: number;
  sellerLevels?: SellerLevel[];
  minRating?: number;
  isOnline?: boolean;
};

/** At most `first` hits, those behind `after`: the place of a hit of the same filters and sort. */
export type Search = { filters: Filters; sort: GigSort; first: number; after?: Position };

export type Hit = {
  gigId: string;
  place: Position;
  sellerUsername: string;
  sellerIsOnline: boolean;
  sellerLevel: SellerLevel;
  /** Of two years, 1.0 to 5.0 in hundredths. */
  ratingAverage: number | null;
  /** Lifetime. */
  ratingCount: number;
};

export type FacetCount = { value: string; count: number };

export type Facets = {
  categories: FacetCount[];
  sellerLevels: FacetCount[];
  deliveryDays: FacetCount[];
  priceRange: { min: Money; max: Money } | null;
};

/** `totalCount` and `facets` are of the whole result, whatever the page. */
export type Found = { hits: Hit[]; hasMore: boolean; totalCount: number; facets: Facets };

/** Finds the active gigs of sellers who can take an order; up to a lag of its views and 100 ms. */
export interface SearchIndex {
  search(search: Search): Promise<Found>;
}
