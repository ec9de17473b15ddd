import type { GigSearchView } from '../../subgraphs/gigs/projections.ts';
import type { Filters, GigSort } from '../../subgraphs/gigs/search/search-index.ts';
import type { World } from './listings.ts';

// The rules of search once more, in the plainest words: no index, no memory, every gig looked at.

const parents: Record<string, string> = {
  'cat_logo-design': 'cat_graphics-design',
  cat_illustration: 'cat_graphics-design',
  'cat_podcast-editing': 'cat_audio-podcasts',
  'cat_song-lyrics': 'cat_music-lyrics',
};

export const averageOf = ({ ratings = {} }: GigSearchView, now: string): number | null => {
  const number = (name: string) => Number(name.slice(0, 4)) * 12 + Number(name.slice(5, 7));
  const months = Object.entries(ratings).filter(([name]) => number(now) - number(name) < 24);
  const count = months.reduce((total, [, month]) => total + month.count, 0);
  const sum = months.reduce((total, [, month]) => total + month.sum, 0);
  return count === 0 ? null : Math.round((sum * 10) / count) / 100;
};

const canBeOrdered = ({ sellers }: World, gig: GigSearchView, now: string) => {
  const seller = sellers.find(({ id }) => id === gig.sellerId);
  if (gig.status !== 'ACTIVE' || !seller) return false;
  if ((seller.ordersInProgress ?? 0) >= (seller.capacity ?? 0)) return false;
  if (gig.maxOrdersInQueue != null && gig.ordersInQueue! >= gig.maxOrdersInQueue) return false;
  if (seller.isAcceptingOrders) return true;
  const begun = seller.awayFrom == null || seller.awayFrom <= now;
  const ended = seller.awayUntil != null && seller.awayUntil <= now;
  return !begun || ended;
};

const passes = (world: World, gig: GigSearchView, filters: Filters, now: string) => {
  const seller = world.sellers.find(({ id }) => id === gig.sellerId)!;
  const seen = world.presence.find(({ id }) => id === gig.sellerId)?.lastSeenAt;
  const { categoryId, tags = [], price, maxDeliveryDays = 90, sellerLevels, minRating } = filters;
  if (categoryId && categoryId !== gig.categoryId && categoryId !== parents[gig.categoryId]) return false;
  if (tags.some((tag) => !gig.tags.includes(tag))) return false;
  if (price && price.currencyCode !== gig.startingPrice.currencyCode) return false;
  if (price?.min && gig.startingPrice.minorUnits < price.min) return false;
  if (price?.max && gig.startingPrice.minorUnits > price.max) return false;
  if (gig.fastestDeliveryDays > maxDeliveryDays) return false;
  if (sellerLevels && !sellerLevels.includes(seller.level!)) return false;
  if (minRating && (averageOf(gig, now) ?? 0) < minRating) return false;
  return !filters.isOnline || (seen !== undefined && Date.parse(now) - Date.parse(seen) <= 90_000);
};

/** Without words: those are the library's. */
export const expected = (world: World, filters: Filters, now: string): GigSearchView[] =>
  world.gigs.filter((gig) => canBeOrdered(world, gig, now) && passes(world, gig, filters, now));

export const countBy = (values: string[]) => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

export const categoryCounts = (gigs: GigSearchView[]) =>
  countBy(gigs.flatMap(({ categoryId }) => [categoryId, parents[categoryId]!]));

const amount = ({ startingPrice: { currencyCode, minorUnits } }: GigSearchView) =>
  [currencyCode, minorUnits] as const;
const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
const byPrice = (a: GigSearchView, b: GigSearchView) =>
  compare(amount(a)[0], amount(b)[0]) || compare(amount(a)[1], amount(b)[1]);

export const sorted = (gigs: GigSearchView[], sort: Exclude<GigSort, 'RELEVANCE'>, now: string) => {
  const comparisons: Record<typeof sort, (a: GigSearchView, b: GigSearchView) => number> = {
    BEST_SELLING: (a, b) => b.salesCount! - a.salesCount!,
    NEWEST: (a, b) => compare(b.publishedAt, a.publishedAt),
    PRICE_ASC: byPrice,
    PRICE_DESC: (a, b) => byPrice(b, a),
    RATING: (a, b) => (averageOf(b, now) ?? 0) - (averageOf(a, now) ?? 0),
  };
  return gigs.toSorted((a, b) => comparisons[sort](a, b) || compare(a.id, b.id)).map(({ id }) => id);
};
