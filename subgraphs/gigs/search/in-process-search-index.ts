import type { Clock } from '../../../kernel/clock.ts';
import type { Position } from '../../../kernel/graphql/cursors.ts';
import { createCatalogue, type Feeds } from './catalogue.ts';
import { facetsOf } from './facets.ts';
import { passes } from './filters.ts';
import type { Listing } from './listing.ts';
import { isOnline, onlineOf, qualityOf, relevanceOf } from './ranking.ts';
import type { Filters, GigSort, Hit, SearchIndex } from './search-index.ts';
import { comparing, firstOf, keyOf, type Key, type Keyed } from './sorting.ts';

type Ranked = Keyed & { listing: Listing };
/** Where a page ended: the hit, its key, and how many came before and with it. */
type Place = Keyed & { rank: number; now: Date };
type Catalogue = ReturnType<typeof createCatalogue>;

/** Over the views' documents in this process's memory; reads them once before it is there. */
export const createSearchIndex = async (feeds: Feeds, clock: Clock): Promise<SearchIndex> => {
  const catalogue = createCatalogue(feeds);
  await catalogue.refresh();

  return {
    async search({ filters, sort, first, after }) {
      await catalogue.refresh();
      const end = after && placeOf(after);
      const now = end?.now ?? clock.now();
      const ranked = rank(catalogue, filters, sort, now);
      const page = pageOf(ranked, sort, first + 1, end);
      return {
        hits: page.slice(0, first).map((found, i) => hitOf(found, now, (end?.rank ?? 0) + i + 1)),
        hasMore: page.length > first,
        totalCount: ranked.length,
        facets: facetsOf(ranked.map(({ listing }) => listing)),
      };
    },
  };
};

const rank = (catalogue: Catalogue, filters: Filters, sort: GigSort, now: Date): Ranked[] => {
  const scores = catalogue.scores(filters.query);
  const isWanted = passes(filters, now);
  const relevance = (listing: Listing): number =>
    relevanceOf({
      text: scores?.get(listing.id) ?? 1,
      quality: qualityOf(listing.ratings, catalogue.mean(listing.gig.categoryId, now)),
      online: onlineOf(listing.lastSeenAt, now),
    });
  const ranked: Ranked[] = [];
  for (const listing of catalogue.listings(now, scores?.keys())) {
    if (!isWanted(listing)) continue;
    const key = sort === 'RELEVANCE' ? relevance(listing) : keyOf(sort, listing);
    ranked.push({ id: listing.id, key, listing });
  }
  return ranked;
};

const pageOf = (ranked: Ranked[], sort: GigSort, count: number, end?: Place): Ranked[] => {
  const compare = comparing(sort);
  if (!end) return firstOf(ranked, count, compare);
  const last = sort === 'RELEVANCE' ? ranked.find(({ id }) => id === end.id) : end;
  // The last hit left search meanwhile, so that those behind it have moved up by one.
  if (!last) return firstOf(ranked, end.rank - 1 + count, compare).slice(end.rank - 1);
  return firstOf(
    ranked.filter((found) => compare(found, last) > 0),
    count,
    compare,
  );
};

const hitOf = ({ id, key, listing }: Ranked, now: Date, rank: number): Hit => ({
  gigId: id,
  place: { value: JSON.stringify([now.getTime(), key, rank]), id },
  sellerUsername: listing.username,
  sellerIsOnline: isOnline(listing.lastSeenAt, now),
  sellerLevel: listing.level,
  ratingAverage: listing.average,
  ratingCount: listing.gig.ratingsCount ?? 0,
});

/**
 * A place carries the time of the first page: all pages are judged by it, so that what fades with time
 * does not shuffle them. In RELEVANCE the last hit stands where it stands today, because words weigh
 * differently with every gig that is published.
 */
const placeOf = ({ value, id }: Position): Place => {
  const [now, key, rank] = JSON.parse(String(value)) as [number, Key, number];
  return { id, key, rank, now: new Date(now) };
};
