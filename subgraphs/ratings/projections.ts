import type { Projection } from '../../kernel/projection.ts';
import { timersOf } from '../../kernel/timers.ts';
import type { RatingEvent, Scores } from './events.ts';
import { counting, NO_RATINGS, starsOf, type Tally } from './projections/tally.ts';

export type BuyerRating = { score: number; review?: string; submittedAt: string; publishedAt?: string };

/**
 * Shaped like the Rating type in schema/ratings.graphql, from the window on: UNRATED is the window alone,
 * which is no Rating yet and nobody sees as one. `overall` in tenths; `stars` is it in whole stars, half up.
 */
export type RatingView = {
  id: string;
  orderId: string;
  gigId: string;
  buyerId: string;
  sellerId: string;
  closesAt: string;
  status: 'UNRATED' | 'BLIND' | 'PUBLISHED';
  scores?: Scores;
  overall?: number;
  stars?: number;
  review?: string;
  submittedAt?: string;
  publishedAt?: string;
  counterRating?: BuyerRating;
  reply?: { body: string; repliedAt: string };
};

export const ratings: Projection<RatingView, RatingEvent> = {
  view: 'ratings',
  version: 1,
  root: 'RatingWindowOpened',
  key: (event) => event.data.ratingId,
  on: {
    RatingWindowOpened: ({ data: { orderId, gigId, buyerId, sellerId, closesAt } }) => ({
      orderId,
      gigId,
      buyerId,
      sellerId,
      closesAt,
      status: 'UNRATED',
    }),
    RatingSubmitted: ({ data: { scores, overall, review }, at }) => ({
      status: 'BLIND',
      scores,
      overall,
      stars: starsOf(overall),
      review,
      submittedAt: at,
    }),
    BuyerRatingSubmitted: ({ data: { score, review }, at }) => ({
      counterRating: { score, ...(review !== undefined && { review }), submittedAt: at },
    }),
    RatingPublished: ({ data: { publishedAt } }, { counterRating }) => ({
      status: 'PUBLISHED',
      publishedAt,
      ...(counterRating && { counterRating: { ...counterRating, publishedAt } }),
    }),
    RatingReplied: ({ data: { body }, at }) => ({ reply: { body, repliedAt: at } }),
  },
  indexes: [
    ['gigId', 'status', 'publishedAt'],
    ['gigId', 'status', 'overall'],
    ['sellerId', 'status', 'publishedAt'],
    ['sellerId', 'status', 'overall'],
    ['buyerId', 'submittedAt'],
  ],
};

export type GigRatings = Tally & { id: string };

export const gigRatings: Projection<GigRatings, RatingEvent> = {
  view: 'gigRatings',
  version: 1,
  key: (event) => event.data.gigId,
  on: {
    RatingPublished: ({ data: { overall, scores, publishedAt } }, tally) =>
      counting({ ...NO_RATINGS, ...tally }, { overall, ...scores }, publishedAt),
  },
};

/** A member is rated as a seller by buyers, and as a buyer by sellers. */
export type MemberRatings = { id: string; asSeller?: Tally; asBuyer?: Tally };

export const memberRatings: Projection<MemberRatings, RatingEvent> = {
  view: 'memberRatings',
  version: 1,
  key: ({ data }) =>
    'buyerScore' in data && data.buyerScore !== undefined ? [data.sellerId, data.buyerId] : data.sellerId,
  on: {
    RatingPublished: ({ data }, { asSeller = NO_RATINGS, asBuyer = NO_RATINGS }, id) => {
      const { sellerId, overall, scores, buyerScore, publishedAt } = data;
      return id === sellerId
        ? { asSeller: counting(asSeller, { overall, ...scores }, publishedAt) }
        : { asBuyer: counting(asBuyer, { overall: buyerScore! * 10 }, publishedAt) };
    },
  },
};

export const timers = timersOf<RatingEvent>(1, {
  RatingWindowOpened: ({ data }) => ({ closeWindow: data.closesAt }),
  RatingPublished: () => ({ closeWindow: null }),
  RatingWindowClosed: () => ({ closeWindow: null }),
});
