import type { Subgraph } from '../kernel/host.ts';
import type { Projection } from '../kernel/projection.ts';
import type { Document } from '../kernel/view-store/view-store.ts';
import { upcasts as orderUpcasts, type OrderEvent } from '../subgraphs/orders/events.ts';
import { upcasts as ratingUpcasts, type RatingEvent } from '../subgraphs/ratings/events.ts';

/** What a seller has sold, for how much, and how it was liked. */
export type Turnover = Document & {
  placed: number;
  completed: number;
  minorUnits: number;
  ratings: number;
  tenths: number;
};

const turnover: Projection<Turnover, OrderEvent | RatingEvent> = {
  view: 'turnover',
  version: 1,
  key: ({ data }) => ('sellerId' in data ? data.sellerId : undefined),
  on: {
    OrderPlaced: ({ data: { price } }, { placed = 0, minorUnits = 0 }) => ({
      placed: placed + 1,
      minorUnits: minorUnits + price.sellerEarnings.minorUnits,
    }),
    OrderCompleted: (_, { completed = 0 }) => ({ completed: completed + 1 }),
    RatingPublished: ({ data: { overall } }, { ratings = 0, tenths = 0 }) => ({
      ratings: ratings + 1,
      tenths: tenths + overall,
    }),
  },
};

/** A service that nobody knew of: it has no events of its own, and hears of orders and their ratings. */
export const newcomer = (name: string): Subgraph => ({
  service: {
    name,
    schema: new URL('data:,'), // it answers nobody here
    aggregates: {},
    upcasts: {},
    views: { turnover: turnover as unknown as Projection },
    createLoaders: () => ({}),
    resolvers: {},
    canSee: {},
  },
  worker: {
    projections: {},
    follows: {
      orders: { upcasts: orderUpcasts, projections: { turnover: turnover as unknown as Projection } },
      ratings: { upcasts: ratingUpcasts, projections: { turnover: turnover as unknown as Projection } },
    },
    reactions: {},
  },
});
