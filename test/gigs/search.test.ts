import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Filters, GigSort, Hit, SearchIndex } from '../../subgraphs/gigs/search/search-index.ts';
import { averageOf, categoryCounts, countBy, expected, sorted } from './brute-force.ts';
import { filters, gigOf, NOW, openIndex, sellerOf, world } from './listings.ts';

const everything = async (index: SearchIndex, asked: Filters = {}, sort: GigSort = 'NEWEST') =>
  (await index.search({ filters: asked, sort, first: 100 })).hits;
const idsOf = (hits: Hit[]) => hits.map(({ gigId }) => gigId);

/** By pages of this size, each after the last one’s last hit. */
const paged = async (index: SearchIndex, asked: Filters, { sort, size }: { sort: GigSort; size: number }) => {
  const hits: Hit[] = [];
  for (;;) {
    const last = hits.at(-1);
    const after = last ? { after: last.place } : {};
    const found = await index.search({ filters: asked, sort, first: size, ...after });
    hits.push(...found.hits);
    if (!found.hasMore) return idsOf(hits);
  }
};

const sorts = ['BEST_SELLING', 'NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'RATING'] as const;
const withoutWords = filters.map(({ query: _, ...rest }) => rest);

describe('search, compared with looking at every gig', () => {
  it('finds the same in the same order', () =>
    fc.assert(
      fc.asyncProperty(world, withoutWords, fc.constantFrom(...sorts), async (known, asked, sort) => {
        const { index } = await openIndex(known);
        const found = await index.search({ filters: asked, sort, first: 100 });
        const all = expected(known, asked, NOW);
        expect(idsOf(found.hits)).toEqual(sorted(all, sort, NOW));
        expect(found.totalCount).toBe(all.length);
      }),
    ));

  it('counts the same facets over the whole result, also where words are asked (R11)', () =>
    fc.assert(
      fc.asyncProperty(world, filters, async (known, asked) => {
        const { index } = await openIndex(known);
        const ids = new Set(idsOf(await everything(index, asked)));
        const result = known.gigs.filter(({ id }) => ids.has(id));
        const { facets } = await index.search({ filters: asked, sort: 'RELEVANCE', first: 1 });

        const counts = (facet: { value: string; count: number }[]) =>
          Object.fromEntries(facet.map(({ value, count }) => [value, count]));
        const levelOf = (sellerId: string) => known.sellers.find(({ id }) => id === sellerId)!.level!;
        expect(counts(facets.categories)).toEqual(categoryCounts(result));
        expect(counts(facets.sellerLevels)).toEqual(countBy(result.map((gig) => levelOf(gig.sellerId))));
        for (const days of [1, 3, 7])
          expect(counts(facets.deliveryDays)[days]).toBe(
            result.filter(({ fastestDeliveryDays }) => fastestDeliveryDays <= days).length,
          );
        expect(counts(facets.deliveryDays)['any']).toBe(result.length);
        const prices = result.map(({ startingPrice }) => startingPrice);
        const amounts = prices.map(({ minorUnits }) => minorUnits);
        const isOne = new Set(prices.map(({ currencyCode }) => currencyCode)).size === 1;
        expect(
          facets.priceRange && [facets.priceRange.min.minorUnits, facets.priceRange.max.minorUnits],
        ).toEqual(isOne ? [Math.min(...amounts), Math.max(...amounts)] : null);
      }),
    ));

  it('never shows who is away or full, a pause, a full queue or an unknown seller (R46)', () =>
    fc.assert(
      fc.asyncProperty(world, filters, async (known, asked) => {
        const { index } = await openIndex(known);
        const allowed = new Set(expected(known, { ...asked }, NOW).map(({ id }) => id));
        for (const id of idsOf(await everything(index, asked, 'RELEVANCE'))) expect(allowed).toContain(id);
      }),
    ));

  it('gives the same by pages of any size', () =>
    fc.assert(
      fc.asyncProperty(
        world,
        filters,
        fc.constantFrom(...sorts, 'RELEVANCE' as const),
        fc.integer({ min: 1, max: 7 }),
        async (known, asked, sort, size) => {
          const { index } = await openIndex(known);
          expect(await paged(index, asked, { sort, size })).toEqual(
            idsOf(await everything(index, asked, sort)),
          );
        },
      ),
    ));

  it('says of each hit what search knows of it', () =>
    fc.assert(
      fc.asyncProperty(world, async (known) => {
        const { index } = await openIndex(known);
        for (const hit of await everything(index)) {
          const gig = known.gigs.find(({ id }) => id === hit.gigId)!;
          const seller = known.sellers.find(({ id }) => id === gig.sellerId)!;
          expect(hit).toMatchObject({
            sellerUsername: seller.username,
            sellerLevel: seller.level,
            ratingAverage: averageOf(gig, NOW),
            ratingCount: gig.ratingsCount,
          });
        }
      }),
    ));
});

describe('words', () => {
  const gigs = [
    gigOf('gig_1', { title: 'I will edit your podcast', tags: ['audio'], categoryId: 'cat_podcast-editing' }),
    gigOf('gig_2', { title: 'I will write a song', description: 'About your podcast', tags: ['song'] }),
    gigOf('gig_3', { title: 'I will design a café menu', tags: ['print'] }),
  ];
  const find = async (query: string) => {
    const { index } = await openIndex({ gigs, sellers: [sellerOf('usr_1')], presence: [] });
    return idsOf(await everything(index, { query }, 'RELEVANCE'));
  };

  it.each([
    ['podcast', ['gig_1', 'gig_2']],
    ['PODCAST', ['gig_1', 'gig_2']],
    ['podc', ['gig_1', 'gig_2']],
    ['podcst', ['gig_1', 'gig_2']],
    ['podcast song', ['gig_2']],
    ['cafe', ['gig_3']],
    ['podcast nonsense', []],
    ['!!!', []],
  ])('%s', async (query, ids) => expect(await find(query)).toEqual(ids));
});
