import type { Projection } from '../../../kernel/projection.ts';
import type { GigEvent } from '../../gigs/events.ts';
import type { UserEvent } from '../../users/events.ts';
import type { Offer, Seller } from '../decider/orderable.ts';
import { moves, type OrderEvent } from '../events.ts';

/** What can be bought now; heard from gigs, never asked. Its version is the gig's: all of its events count. */
export const offers: Projection<Offer, GigEvent | OrderEvent> = {
  view: 'offers',
  version: 1,
  root: 'GigDrafted',
  key: (event) => event.data.gigId,
  on: {
    GigDrafted: ({ data: { sellerId, title, currencyCode } }, { ordersInQueue = 0 }) => ({
      sellerId,
      title,
      currencyCode,
      status: 'DRAFT',
      packages: [],
      extras: [],
      requirements: [],
      ordersInQueue,
    }),
    GigContentChanged: ({ data: { title, requirements } }) => ({
      ...(title !== undefined && { title }),
      ...(requirements !== undefined && { requirements }),
    }),
    GigPricingChanged: ({ data: { packages, extras } }) => ({ packages, extras }),
    GigQueueLimitChanged: ({ data: { maxOrdersInQueue } }) =>
      ({ maxOrdersInQueue }) as Pick<Offer, 'maxOrdersInQueue'>,
    GigSubmittedForReview: () => ({}),
    GigPublished: () => ({ status: 'ACTIVE' }),
    GigPaused: () => ({ status: 'PAUSED' }),
    GigResumed: () => ({ status: 'ACTIVE' }),
    GigDeleted: () => ({ status: 'DELETED' }),
    ...moves('ordersInQueue'),
  },
};

/** Whether a seller takes orders, and how many are in progress. */
export const sellers: Projection<Seller, UserEvent | OrderEvent> = {
  view: 'sellers',
  version: 1,
  root: 'SellerProfileOpened',
  key: ({ data }) => ('sellerId' in data ? data.sellerId : data.userId),
  on: {
    SellerProfileOpened: ({ data: { capacity } }, { load = 0 }) => ({
      isAcceptingOrders: true,
      capacity,
      load,
    }),
    SellerAvailabilityChanged: ({ data: { isAcceptingOrders, from, until } }) =>
      ({ isAcceptingOrders, from, until }) as Partial<Seller>,
    SellerCapacityChanged: ({ data: { capacity } }) => ({ capacity }),
    ...moves('load'),
  },
};
