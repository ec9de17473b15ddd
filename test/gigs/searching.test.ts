import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, asMember } from '../marketplace.ts';
import {
  joined,
  mutate,
  openGigs,
  packageInput,
  publishedGig,
  SEARCH,
  searchable,
  type Gigs,
} from './open.ts';
import { BEA, SAM } from './story.ts';

const ADA = 'usr_01KF00000000000000000000AD';
const LATER = {
  title: 'I will edit your podcast with care',
  categoryId: 'cat_podcast-editing',
  tags: ['audio'],
};

let gigs: Gigs;
let logo: string;
let podcast: string;

beforeAll(async () => {
  gigs = await openGigs();
  await gigs.hear(joined(ADA, 'ada', 2));
  logo = await publishedGig(gigs);
  gigs.clock.advance(60_000);
  podcast = await publishedGig(gigs, { ...LATER, by: ADA, packages: [{ ...packageInput, deliveryDays: 1 }] });
  await mutate(gigs, 'createGig', { title: 'I will keep this draft to myself' });
  await searchable(gigs);
});
afterAll(() => gigs.close());

const search = async (input: object = {}, more: object = {}) => {
  const { data, errors } = await gigs.ask(anonymous, 'gigs', SEARCH, { input, ...more });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.searchGigs;
};
const idsOf = async (input: object = {}, more: object = {}) =>
  (await search(input, more)).nodes.map(({ id }: { id: string }) => id);

const orderOf = (gigId: string, sellerId: string, number: number) => ({
  orderId: `ord_${number}`,
  gigId,
  buyerId: BEA,
  sellerId,
});

describe('search', () => {
  it('answers a whole page: gigs, names of sellers, facets, counts', async () =>
    expect(await search({}, { sort: 'NEWEST' })).toEqual({
      nodes: [
        expect.objectContaining({ id: podcast, seller: { id: ADA, username: 'ada' } }),
        {
          id: logo,
          title: expect.any(String),
          status: 'ACTIVE',
          seller: { id: SAM, username: 'sam' },
          startingPrice: { amount: '25.00', currencyCode: 'USD' },
        },
      ],
      edges: [
        expect.objectContaining({ node: { id: podcast, category: { name: 'Podcast Editing' } } }),
        {
          cursor: expect.any(String),
          sellerIsOnline: false,
          sellerLevel: 'NEW',
          ratingAverage: null,
          ratingCount: 0,
          node: { id: logo, category: { name: 'Logo Design' } },
        },
      ],
      pageInfo: {
        hasNextPage: false,
        hasPreviousPage: false,
        startCursor: expect.any(String),
        endCursor: expect.any(String),
      },
      totalCount: 2,
      facets: {
        categories: ['audio-podcasts', 'graphics-design', 'logo-design', 'podcast-editing'].map((slug) => ({
          value: `cat_${slug}`,
          count: 1,
        })),
        sellerLevels: [{ value: 'NEW', count: 2 }],
        deliveryDays: [
          { value: '1', count: 1 },
          { value: '3', count: 2 },
          { value: '7', count: 2 },
          { value: 'any', count: 2 },
        ],
        priceRange: { min: { amount: '25.00' }, max: { amount: '25.00' } },
      },
    }));

  it.each<[object, boolean[]]>([
    [{ query: 'podcast' }, [false, true]],
    [{ query: 'logo shop' }, [true, false]],
    [{ categoryId: 'cat_graphics-design' }, [true, false]],
    [{ tags: ['audio'] }, [false, true]],
    [{ maxDeliveryDays: 2 }, [false, true]],
    [{ price: { currencyCode: 'USD', minMinorUnits: 2_500 } }, [true, true]],
    [{ price: { currencyCode: 'EUR' } }, [false, false]],
    [{ sellerLevels: ['TOP_RATED'] }, [false, false]],
    [{ minRating: 1 }, [false, false]],
    [{ isOnline: true }, [false, false]],
    [{ query: 'draft' }, [false, false]],
  ])('finds by %j', async (input, [isLogo, isPodcast]) => {
    const ids = await idsOf(input);
    expect([ids.includes(logo), ids.includes(podcast)]).toEqual([isLogo, isPodcast]);
  });

  it('pages by cursors that belong to it', async () => {
    const first = await search({}, { sort: 'NEWEST', first: 1 });
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const after = first.pageInfo.endCursor;
    const second = await search({}, { sort: 'NEWEST', first: 1, after });
    expect(second).toMatchObject({ nodes: [{ id: logo }], totalCount: 2, pageInfo: { hasNextPage: false } });
    await expect(search({}, { sort: 'PRICE_ASC', first: 1, after })).rejects.toThrow('INVALID');
    await expect(search({ query: 'logo' }, { sort: 'NEWEST', after })).rejects.toThrow('INVALID');
  });

  it('reads the page’s gigs and nothing else, however many there are', async () => {
    await search();
    const { views, eventStore } = gigs.hosted['gigs']!.host;
    const ours = new AsyncLocalStorage<true>(); // projections look for what is new meanwhile
    const reads: string[] = [];
    const restores = ([...Object.values(views), eventStore] as object[]).flatMap((store) =>
      ['get', 'load', 'find', 'findEach', 'count', 'countEach', 'read', 'readMany', 'changedSince'].flatMap(
        (name) => {
          const original = Reflect.get(store, name) as ((...args: unknown[]) => unknown) | undefined;
          if (!original) return [];
          Reflect.set(store, name, (...args: unknown[]) => {
            if (ours.getStore()) reads.push(name);
            return original.apply(store, args);
          });
          return [() => Reflect.set(store, name, original)];
        },
      ),
    );
    await ours.run(true, search);
    restores.forEach((restore) => restore());
    expect(reads).toEqual(['get']);
  });
});

describe('what the others announce', () => {
  it('is heard: presence, sales, load, ratings, absence', async () => {
    await gigs.hear([{ type: 'MemberSeen', data: { userId: SAM } }]);
    await searchable(gigs);
    expect(await idsOf({ isOnline: true })).toEqual([logo]);

    const placed = [1, 2].map((number) => ({
      type: 'OrderPlaced',
      data: { ...orderOf(podcast, ADA, number), to: 'PENDING_PAYMENT' },
    }));
    await gigs.hear(placed.slice(0, 1));
    await searchable(gigs);
    expect(await idsOf({}, { sort: 'BEST_SELLING' })).toEqual([podcast, logo]);
    await gigs.hear(placed.slice(1));
    await searchable(gigs);
    expect(await idsOf()).toEqual([logo]); // two of two: ada is full
    const delivered = { ...orderOf(podcast, ADA, 1), from: 'PENDING_PAYMENT', to: 'DELIVERED' };
    const rating = { ratingId: 'rtg_1', overall: 47, publishedAt: gigs.clock.now().toISOString() };
    await gigs.hear([
      { type: 'OrderDelivered', data: delivered },
      { type: 'RatingPublished', data: { ...orderOf(podcast, ADA, 1), ...rating } },
    ]);
    await searchable(gigs);
    expect((await search({ minRating: 4.5 })).edges).toMatchObject([
      { ratingAverage: 4.7, ratingCount: 1, node: { id: podcast } },
    ]);
    expect(await idsOf({}, { sort: 'RATING' })).toEqual([podcast, logo]);

    await gigs.hear([{ type: 'SellerAvailabilityChanged', data: { userId: ADA, isAcceptingOrders: false } }]);
    await searchable(gigs);
    expect(await idsOf()).toEqual([logo]);
  });

  it('and a pause is seen at once by who looks at the page, and soon by search', async () => {
    await mutate(gigs, 'pauseGig', { id: logo });
    const { data } = await gigs.ask(asMember(BEA), 'gigs', `{ gig(id: "${logo}") { status } }`);
    expect(data.gig).toEqual({ status: 'PAUSED' });
    await searchable(gigs);
    expect(await idsOf()).toEqual([]);
  });
});
