import { describe, expect, it } from '@jest/globals';
import type { Event, Recorded } from '../../kernel/messages.ts';
import type { OrderCancelled, OrderPlaced } from '../../subgraphs/orders/events.ts';
import { categories, gigs, gigSearch, presence, sellers } from '../../subgraphs/gigs/projections.ts';
import type { GigEvent } from '../../subgraphs/gigs/events.ts';
import type { RatingPublished } from '../../subgraphs/ratings/events.ts';
import { project, projectAll, recorded } from '../recorded.ts';
import {
  active,
  basic,
  complete,
  concerns,
  deleted,
  DESCRIPTION,
  drafted,
  GIG,
  inLogo,
  LOGO,
  paused,
  resumed,
  SAM,
  TITLE,
} from './story.ts';

const own = (...events: readonly GigEvent[]) =>
  events.map((event, i) => recorded(event, { stream: GIG, revision: i + 1 }));

const orderOf = { orderId: 'ord_1', gigId: GIG, buyerId: 'usr_bea', sellerId: SAM };
const placed = { type: 'OrderPlaced', data: { ...orderOf, to: 'PENDING_PAYMENT' } } as OrderPlaced;
const cancelled = {
  type: 'OrderCancelled',
  data: { ...orderOf, from: 'PENDING_PAYMENT', to: 'CANCELLED' },
} as OrderCancelled;
const rated = (overall: number, publishedAt: string) =>
  ({
    type: 'RatingPublished',
    data: { ...orderOf, ratingId: 'rtg_1', overall, publishedAt },
  }) as RatingPublished;

describe('a gig’s page', () => {
  it('is a draft first, and shows what is known', () =>
    expect(project(gigs, ...own(drafted))).toMatchObject({
      id: GIG,
      sellerId: SAM,
      title: TITLE,
      status: 'DRAFT',
      packages: [],
      version: 1,
    }));

  it('has the cheapest price and the shortest delivery', () => {
    const premium = { ...basic, tier: 'PREMIUM' as const, deliveryDays: 1 };
    const dear = { ...premium, price: { minorUnits: 9_900, currencyCode: 'USD' } };
    const repriced: GigEvent = {
      type: 'GigPricingChanged',
      data: { ...inLogo, packages: [basic, dear], extras: [] },
    };
    expect(project(gigs, ...own(...active, repriced))).toMatchObject({
      description: DESCRIPTION,
      categoryId: LOGO,
      status: 'ACTIVE',
      startingPrice: basic.price,
      fastestDeliveryDays: 1,
      version: 6,
    });
  });

  it('forgets the price with the last package', () => {
    const emptied: GigEvent = { type: 'GigPricingChanged', data: { ...inLogo, packages: [], extras: [] } };
    const page = JSON.parse(JSON.stringify(project(gigs, ...own(...complete, emptied))));
    expect(page).not.toHaveProperty('startingPrice');
    expect(page).not.toHaveProperty('fastestDeliveryDays');
  });

  it.each([
    ['PAUSED', [paused]],
    ['ACTIVE', [paused, resumed]],
    ['DELETED', [paused, deleted('PAUSED')]],
  ])('is %s in the end', (status, more) =>
    expect(project(gigs, ...own(...active, ...more))).toMatchObject({ status }),
  );
});

describe('what search knows', () => {
  it('is nothing of a draft', () => expect(project(gigSearch, ...own(...complete))).toBeUndefined());

  it('is the gig’s own facts', () =>
    expect(project(gigSearch, ...own(...active))).toMatchObject({
      title: TITLE,
      description: DESCRIPTION,
      tags: ['logo'],
      categoryId: LOGO,
      startingPrice: basic.price,
      fastestDeliveryDays: 3,
      status: 'ACTIVE',
    }));

  it('counts sales, the queue, and ratings by month', () =>
    expect(
      project<{ id: string }, Event>(
        gigSearch as never,
        ...own(...active),
        recorded(placed),
        recorded(placed),
        recorded(cancelled),
        recorded(rated(47, '2026-01-02T00:00:00.000Z')),
        recorded(rated(50, '2026-01-30T00:00:00.000Z')),
        recorded(rated(30, '2026-02-01T00:00:00.000Z')),
      ),
    ).toMatchObject({
      salesCount: 2,
      ordersInQueue: 1,
      ratingsCount: 3,
      ratings: { '2026-01': { count: 2, sum: 97 }, '2026-02': { count: 1, sum: 30 } },
    }));

  it('ends with the gig', () =>
    expect(project(gigSearch, ...own(...active, deleted('ACTIVE')))).toBeUndefined());
});

describe('counts of categories', () => {
  const countsAfter = (...events: GigEvent[]) => {
    const documents = projectAll(categories, ...(own(...events) as unknown as Recorded<never>[]));
    return Object.fromEntries(Object.entries(documents).map(([id, { body }]) => [id, body.gigsCount]));
  };

  it('include the children’s', () =>
    expect(countsAfter(...active)).toEqual({ [LOGO]: 1, 'cat_graphics-design': 1 }));
  it('go down with a pause and up again', () => {
    expect(countsAfter(...active, paused)).toMatchObject({ [LOGO]: 0 });
    expect(countsAfter(...active, paused, resumed)).toMatchObject({ [LOGO]: 1 });
  });
  it('count a deleted gig off once', () => {
    expect(countsAfter(...active, deleted('ACTIVE'))).toMatchObject({ [LOGO]: 0 });
    expect(countsAfter(...active, paused, deleted('PAUSED'))).toMatchObject({ [LOGO]: 0 });
  });
  it('do not know a draft without a category', () =>
    expect(countsAfter({ type: 'GigDeleted', data: { ...concerns, from: 'DRAFT' } })).toEqual({}));
});

describe('what gigs know of a seller', () => {
  const userId = SAM;
  const registered = recorded({ type: 'UserRegistered' as const, data: { userId, username: 'sam' } });
  const opened = recorded({ type: 'SellerProfileOpened' as const, data: { userId, capacity: 3 } });

  it('is the name of a member', () =>
    expect(project(sellers, registered)).toEqual(expect.objectContaining({ username: 'sam' })));

  it('is capacity, availability and load', () =>
    expect(
      project(
        sellers,
        registered,
        opened,
        recorded({
          type: 'SellerAvailabilityChanged',
          data: { userId, isAcceptingOrders: false, until: '2026-02-01T00:00:00.000Z' },
        }),
        recorded(placed),
      ),
    ).toMatchObject({
      level: 'NEW',
      capacity: 3,
      isAcceptingOrders: false,
      awayFrom: null,
      awayUntil: '2026-02-01T00:00:00.000Z',
      ordersInProgress: 1,
    }));

  it('keeps when they were seen last, whatever comes first', () => {
    const seen = (at: string) => recorded({ type: 'MemberSeen' as const, data: { userId } }, { at });
    const [early, late] = [seen('2026-01-01T00:00:00.000Z'), seen('2026-01-01T00:01:00.000Z')];
    expect(project(presence, late, { ...early, position: late.position + 1 })).toMatchObject({
      lastSeenAt: late.at,
    });
  });
});
