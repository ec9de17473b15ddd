import { pathOf } from '../categories.ts';
import type { Listing } from './listing.ts';
import { isOnline } from './ranking.ts';
import type { Filters } from './search-index.ts';

type Test = (listing: Listing) => boolean;

/** Whether a listing passes everything but the words. */
export const passes = (filters: Filters, now: Date): Test => {
  const tests = testsOf(filters, now);
  return (listing) => tests.every((test) => test(listing));
};

const testsOf = (filters: Filters, now: Date): Test[] => {
  const { categoryId, tags, price, maxDeliveryDays, sellerLevels, minRating } = filters;
  const tests: Test[] = [];
  if (categoryId !== undefined) tests.push(({ gig }) => pathOf(gig.categoryId).includes(categoryId));
  if (tags?.length) tests.push(({ gig }) => tags.every((tag) => gig.tags.includes(tag)));
  if (price) tests.push(isWithin(price));
  if (maxDeliveryDays !== undefined) tests.push(({ gig }) => gig.fastestDeliveryDays <= maxDeliveryDays);
  if (sellerLevels?.length) tests.push(({ level }) => sellerLevels.includes(level));
  if (minRating !== undefined) tests.push(({ average }) => average !== null && average >= minRating);
  if (filters.isOnline) tests.push(({ lastSeenAt }) => isOnline(lastSeenAt, now));
  return tests;
};

const isWithin =
  ({ min = 0, max = Infinity, currencyCode }: NonNullable<Filters['price']>): Test =>
  ({ gig: { startingPrice } }) =>
    startingPrice.currencyCode === currencyCode &&
    startingPrice.minorUnits >= min &&
    startingPrice.minorUnits <= max;
