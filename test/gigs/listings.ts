import fc from 'fast-check';
import { ManualClock } from '../../kernel/clock.ts';
import { emptyDocument } from '../../kernel/projection.ts';
import type { Document, Stored } from '../../kernel/view-store/view-store.ts';
import type { GigSearchView, Presence, SellerView } from '../../subgraphs/gigs/projections.ts';
import { createSearchIndex } from '../../subgraphs/gigs/search/in-process-search-index.ts';

export const NOW = '2026-01-15T12:00:00.000Z';

/** A view's feed that a test fills: what it puts is told once more than needed, as the stores do. */
export const feedOf = <V extends Document>(documents: V[] = []) => {
  const stored = new Map<string, Stored<V>>();
  const put = (document: V, state: Stored['state'] = 'live') => {
    const writes = (stored.get(document.id)?.writes ?? 0) + 1;
    stored.set(document.id, { ...emptyDocument(document.id), body: document, state, writes } as Stored<V>);
  };
  documents.forEach((document) => put(document));
  return { put, changedSince: async () => ({ documents: [...stored.values()], asOf: 0 }) };
};

export type World = { gigs: GigSearchView[]; sellers: SellerView[]; presence: Presence[] };

export const openIndex = async ({ gigs, sellers, presence }: World, now = NOW) => {
  const feeds = { gigSearch: feedOf(gigs), sellers: feedOf(sellers), presence: feedOf(presence) };
  const clock = new ManualClock(now);
  return { feeds, clock, index: await createSearchIndex(feeds, clock) };
};

export const gigOf = (id: string, more: Partial<GigSearchView> = {}): GigSearchView => ({
  id,
  sellerId: 'usr_1',
  title: 'I will design a logo for your shop',
  description: 'Drawn by hand',
  categoryId: 'cat_logo-design',
  tags: ['logo'],
  status: 'ACTIVE',
  publishedAt: '2026-01-01T00:00:00.000Z',
  startingPrice: { minorUnits: 2_500, currencyCode: 'USD' },
  fastestDeliveryDays: 3,
  ...more,
});

export const sellerOf = (id: string, more: Partial<SellerView> = {}): SellerView => ({
  id,
  username: `name_of_${id}`,
  level: 'NEW',
  capacity: 5,
  isAcceptingOrders: true,
  ...more,
});

const words = ['logo', 'podcast', 'lyrics', 'shop', 'editing', 'proofreading', 'leads', 'song'];
const leaves = ['cat_logo-design', 'cat_illustration', 'cat_podcast-editing', 'cat_song-lyrics'];
const instants = ['2025-12-31T00:00:00.000Z', '2026-01-15T11:59:00.000Z', NOW, '2026-01-16T00:00:00.000Z'];
const sellerIds = ['usr_1', 'usr_2', 'usr_3', 'usr_4'];
const month = fc
  .record({ count: fc.integer({ min: 1, max: 9 }) })
  .chain(({ count }) =>
    fc.record({ count: fc.constant(count), sum: fc.integer({ min: 10 * count, max: 50 * count }) }),
  );

const gig: fc.Arbitrary<Omit<GigSearchView, 'id'>> = fc.record({
  sellerId: fc.constantFrom(...sellerIds, 'usr_unknown'),
  title: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((title) => title.join(' ')),
  description: fc.constantFrom(...words),
  categoryId: fc.constantFrom(...leaves),
  tags: fc.uniqueArray(fc.constantFrom('fast', 'modern', 'retro'), { maxLength: 3 }),
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'PAUSED'),
  publishedAt: fc.constantFrom(...instants),
  startingPrice: fc.record({
    minorUnits: fc.integer({ min: 500, max: 3_000 }),
    currencyCode: fc.constantFrom('USD', 'USD', 'EUR'),
  }),
  fastestDeliveryDays: fc.integer({ min: 1, max: 12 }),
  maxOrdersInQueue: fc.constantFrom(null, 2),
  ordersInQueue: fc.integer({ min: 0, max: 3 }),
  ratings: fc.dictionary(fc.constantFrom('2024-01', '2024-02', '2025-06', '2026-01'), month),
  ratingsCount: fc.nat({ max: 30 }),
  salesCount: fc.nat({ max: 5 }),
});

const seller: fc.Arbitrary<Omit<SellerView, 'id' | 'username'>> = fc.record({
  level: fc.constantFrom('NEW', 'LEVEL_ONE', 'TOP_RATED'),
  capacity: fc.integer({ min: 1, max: 3 }),
  ordersInProgress: fc.integer({ min: 0, max: 3 }),
  isAcceptingOrders: fc.boolean(),
  awayFrom: fc.constantFrom(null, ...instants),
  awayUntil: fc.constantFrom(null, ...instants),
});

export const world: fc.Arbitrary<World> = fc
  .record({
    gigs: fc.array(gig, { maxLength: 40 }),
    sellers: fc.array(seller, { minLength: 4, maxLength: 4 }),
    seen: fc.array(fc.constantFrom(null, ...instants), { minLength: 4, maxLength: 4 }),
  })
  .map(({ gigs, sellers, seen }) => ({
    gigs: gigs.map((one, i) => ({ ...one, id: `gig_${String(i).padStart(2, '0')}` })),
    sellers: sellers.map((one, i) => ({ ...one, id: sellerIds[i]!, username: `name_${i}` })),
    presence: seen.flatMap((lastSeenAt, i) => (lastSeenAt ? [{ id: sellerIds[i]!, lastSeenAt }] : [])),
  }));

export const filters = fc.record(
  {
    query: fc.constantFrom('logo', 'podcast editing', 'song lyrics shop', 'proofreding'),
    categoryId: fc.constantFrom('cat_graphics-design', ...leaves),
    tags: fc.uniqueArray(fc.constantFrom('fast', 'modern'), { minLength: 1, maxLength: 2 }),
    price: fc.record(
      { currencyCode: fc.constantFrom('USD', 'EUR'), min: fc.constant(800), max: fc.constant(2_000) },
      { requiredKeys: ['currencyCode'] },
    ),
    maxDeliveryDays: fc.constantFrom(1, 3, 7),
    sellerLevels: fc.uniqueArray(fc.constantFrom('NEW' as const, 'TOP_RATED' as const), { minLength: 1 }),
    minRating: fc.constantFrom(2, 3, 4.5),
    isOnline: fc.constant(true),
  },
  { requiredKeys: [] },
);
