import type { Money } from '../../../kernel/money.ts';
import { pathOf } from '../categories.ts';
import { GIGS_ALLOWED } from '../decider/policy.ts';
import type { Listing } from './listing.ts';
import type { FacetCount, Facets } from './search-index.ts';

const LEVELS = Object.keys(GIGS_ALLOWED);
const DAYS = [1, 3, 7];

/** Counts over the whole result. */
export const facetsOf = (listings: Listing[]): Facets => ({
  categories: counted(listings.flatMap(({ gig }) => pathOf(gig.categoryId))).sort(byCount),
  sellerLevels: counted(listings.map(({ level }) => level)).sort(
    (a, b) => LEVELS.indexOf(a.value) - LEVELS.indexOf(b.value),
  ),
  deliveryDays: [...DAYS.map((days) => within(listings, days)), { value: 'any', count: listings.length }],
  priceRange: priceRangeOf(listings),
});

const counted = (values: string[]): FacetCount[] => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count }));
};

const byCount = (a: FacetCount, b: FacetCount) => b.count - a.count || (a.value < b.value ? -1 : 1);

const within = (listings: Listing[], days: number): FacetCount => ({
  value: String(days),
  count: listings.filter(({ gig }) => gig.fastestDeliveryDays <= days).length,
});

/** Amounts of two currencies have no order. */
const priceRangeOf = (listings: Listing[]): { min: Money; max: Money } | null => {
  const [first] = listings;
  if (!first) return null;
  let [min, max] = [first.gig.startingPrice, first.gig.startingPrice];
  for (const { gig } of listings) {
    const price = gig.startingPrice;
    if (price.currencyCode !== min.currencyCode) return null;
    if (price.minorUnits < min.minorUnits) min = price;
    if (price.minorUnits > max.minorUnits) max = price;
  }
  return { min, max };
};
