import type { Listing } from './listing.ts';
import type { GigSort } from './search-index.ts';

export type Key = string | number | null;
export type Keyed = { id: string; key: Key };

/** What a sort goes by; RELEVANCE goes by its score. */
export const keyOf = (sort: Exclude<GigSort, 'RELEVANCE'>, { gig, average }: Listing): Key => {
  switch (sort) {
    case 'BEST_SELLING':
      return gig.salesCount ?? 0;
    case 'NEWEST':
      return gig.publishedAt;
    case 'PRICE_ASC':
    case 'PRICE_DESC':
      return `${gig.startingPrice.currencyCode}${String(gig.startingPrice.minorUnits).padStart(16, '0')}`;
    case 'RATING':
      return average;
  }
};

/** The key decides, nothing comes last, the id breaks ties. */
export const comparing =
  (sort: GigSort) =>
  (a: Keyed, b: Keyed): number => {
    if (a.key === b.key) return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
    if (a.key === null) return 1;
    if (b.key === null) return -1;
    return a.key < b.key === (sort === 'PRICE_ASC') ? -1 : 1;
  };

/** The first `count` in order, without sorting the rest. */
export const firstOf = <T>(items: Iterable<T>, count: number, compare: (a: T, b: T) => number): T[] => {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count && compare(item, first[count - 1]!) >= 0) continue;
    let [low, high] = [0, first.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(item, first[middle]!) < 0) high = middle;
      else low = middle + 1;
    }
    first.splice(low, 0, item);
    if (first.length > count) first.pop();
  }
  return first;
};
