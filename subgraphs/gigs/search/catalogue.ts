import type { View } from '../../../kernel/view-store/view-store.ts';
import type { GigSearchView, Presence, SellerView } from '../projections.ts';
import { listingOf, type Listing } from './listing.ts';
import { meanOf } from './ranking.ts';
import { firstMonth, ratingsSince, type Ratings } from './ratings.ts';
import { createTextIndex } from './text-index.ts';
import { createViewCopy } from './view-copy.ts';

type Fed<V extends { id: string }> = Pick<View<V>, 'changedSince'>;
export type Feeds = { gigSearch: Fed<GigSearchView>; sellers: Fed<SellerView>; presence: Fed<Presence> };

/** A search asks the views what changed, but not twice within this many milliseconds. */
const FRESH_FOR = 100;

/** What search knows, in memory: a copy of three views, the words, and means over categories. */
export const createCatalogue = ({ gigSearch, sellers, presence }: Feeds) => {
  const words = createTextIndex();
  const ratings = createRatings();
  const known = {
    gigs: createViewCopy(gigSearch, (id, gig) => {
      words.set(id, gig?.status === 'ACTIVE' ? gig : null);
      ratings.forget();
    }),
    sellers: createViewCopy(sellers),
    presence: createViewCopy(presence),
  };

  const listing = (gig: GigSearchView, now: Date): Listing | null => {
    const seller = known.sellers.get(gig.sellerId);
    const lastSeenAt = known.presence.get(gig.sellerId)?.lastSeenAt;
    const facts = { gig, ratings: ratings.of(gig, now) };
    return listingOf({ ...facts, ...(seller && { seller }), ...(lastSeenAt && { lastSeenAt }) }, now);
  };

  return {
    refresh: atMostEvery(FRESH_FOR, async () => {
      await Promise.all(Object.values(known).map((copy) => copy.refresh()));
    }),
    scores: (query?: string) => words.scores(query),
    mean: (categoryId: string, now: Date) => ratings.mean(categoryId, known.gigs.values(), now),
    /** All that can be found now; of these ids alone where they are given. */
    *listings(now: Date, ids?: Iterable<string>): Generator<Listing> {
      const gigs = ids ? [...ids].map((id) => known.gigs.get(id)) : known.gigs.values();
      for (const gig of gigs) {
        const found = gig && listing(gig, now);
        if (found) yield found;
      }
    },
  };
};

/** Sums of two years, remembered while neither the gig nor the month changes. */
const createRatings = () => {
  let since = '';
  let judgedAt = NaN;
  let sums = new WeakMap<GigSearchView, Ratings>();
  let means: Map<string, number> | undefined;

  const at = (now: Date) => {
    if (now.getTime() === judgedAt) return; // asked for every gig of a search
    judgedAt = now.getTime();
    const month = firstMonth(now);
    if (month !== since) [since, sums, means] = [month, new WeakMap(), undefined];
  };
  const of = (gig: GigSearchView, now: Date): Ratings => {
    at(now);
    const known = sums.get(gig);
    if (known) return known;
    const summed = ratingsSince(since, gig);
    sums.set(gig, summed);
    return summed;
  };

  return {
    of,
    forget: () => (means = undefined),
    /** Of the category's ratings in tenths, else of all. */
    mean(categoryId: string, gigs: Iterable<GigSearchView>, now: Date): number {
      at(now);
      means ??= meansOf([...gigs].map((gig) => ({ categoryId: gig.categoryId, ...of(gig, now) })));
      return means.get(categoryId) ?? means.get('')!;
    },
  };
};

const meansOf = (rated: (Ratings & { categoryId: string })[]): Map<string, number> => {
  const sums = new Map<string, Ratings>([['', { count: 0, sum: 0 }]]);
  for (const { categoryId, count, sum } of rated)
    for (const id of ['', categoryId]) {
      const before = sums.get(id) ?? { count: 0, sum: 0 };
      sums.set(id, { count: before.count + count, sum: before.sum + sum });
    }
  const all = meanOf(sums.get('')!);
  return new Map([...sums].map(([id, ratings]) => [id, meanOf(ratings, all)]));
};

/** Who asks while it runs, or soon after, shares the run. */
const atMostEvery = (milliseconds: number, run: () => Promise<void>) => {
  let last: Promise<void> | undefined;
  let until = 0;
  return (): Promise<void> => {
    if (last && performance.now() < until) return last;
    until = Infinity;
    const startedAt = performance.now();
    last = run().finally(() => (until = startedAt + milliseconds));
    last.catch(() => (last = undefined));
    return last;
  };
};
