import type { Money } from '../../../kernel/money.ts';
import { REMOVED, type Projection } from '../../../kernel/projection.ts';
import { moves, type OrderEvent } from '../../orders/events.ts';
import type { RatingPublished } from '../../ratings/events.ts';
import type { GigEvent } from '../events.ts';
import { offerOf } from './gigs.ts';

/** Ratings of one month; `sum` in tenths of a star. */
export type Month = { count: number; sum: number };

/** What search knows of a gig, and nothing of its seller. Drafts have no live document, deleted gigs none any more. */
export type GigSearchView = {
  id: string;
  sellerId: string;
  title: string;
  description: string;
  categoryId: string;
  tags: string[];
  status: 'ACTIVE' | 'PAUSED';
  publishedAt: string;
  startingPrice: Money;
  fastestDeliveryDays: number;
  maxOrdersInQueue?: number | null;
  /** By month, `2026-01`: averages look back two years from the day they are read. */
  ratings?: Record<string, Month>;
  /** Lifetime. */
  ratingsCount?: number;
  /** Orders placed, lifetime. */
  salesCount?: number;
  ordersInQueue?: number;
};

const queueMoves = moves('ordersInQueue');

const addedTo = ({ count, sum }: Month = { count: 0, sum: 0 }, overall: number): Month => ({
  count: count + 1,
  sum: sum + overall,
});

export const gigSearch: Projection<GigSearchView, GigEvent | OrderEvent | RatingPublished> = {
  view: 'gigSearch',
  version: 1,
  root: 'GigPublished',
  key: ({ data }) => data.gigId,
  on: {
    GigDrafted: ({ data: { sellerId, title } }) => ({ sellerId, title }),
    GigContentChanged({ data: { title, description, categoryId, tags } }) {
      return {
        ...(title !== undefined && { title }),
        ...(description !== undefined && { description }),
        ...(categoryId !== undefined && { categoryId }),
        ...(tags !== undefined && { tags }),
      };
    },
    GigPricingChanged: ({ data: { packages } }) => offerOf(packages),
    GigQueueLimitChanged: ({ data: { maxOrdersInQueue = null } }) => ({ maxOrdersInQueue }),
    GigPublished: ({ at }) => ({ status: 'ACTIVE', publishedAt: at }),
    GigPaused: () => ({ status: 'PAUSED' }),
    GigResumed: () => ({ status: 'ACTIVE' }),
    GigDeleted: () => REMOVED,

    ...queueMoves,
    OrderPlaced: (event, gig) => ({
      ...queueMoves.OrderPlaced(event, gig),
      salesCount: (gig.salesCount ?? 0) + 1,
    }),

    RatingPublished({ data: { overall, publishedAt } }, { ratings = {}, ratingsCount = 0 }) {
      const month = publishedAt.slice(0, 'YYYY-MM'.length);
      return {
        ratings: { ...ratings, [month]: addedTo(ratings[month], overall) },
        ratingsCount: ratingsCount + 1,
      };
    },
  },
};
