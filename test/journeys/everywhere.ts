import type { Client } from './client.ts';
import type { Journey } from './steps.ts';
import { SCORES } from './steps.ts';

type Rated = { totalCount: number; nodes: { id: string }[] };
export type Everywhere = {
  order: { rating: { id: string; overall: number } | null };
  rater: { ratingsGiven: Rated; buyerStats: object; ratingBreakdown: { count: number } };
  seller: { sellerProfile: object; ratingBreakdown: { count: number }; ratingsReceived: Rated };
  gig: { ratingSummary: { average: number | null; count: number }; ratings: Rated };
  searchGigs: { edges: { ratingAverage: number | null; ratingCount: number; node: { id: string } }[] };
};

const LIST = '{ totalCount nodes { id } }';
const QUERY = `query ($order: ID!, $gig: ID!, $buyer: ID!, $seller: ID!, $search: SearchGigsInput!) {
  order(id: $order) { rating { id overall } }
  rater: user(id: $buyer) {
    ratingsGiven ${LIST} ratingBreakdown(as: BUYER) { count }
    buyerStats { ordersPlaced ordersCompleted averageRatingReceived }
  }
  seller: user(id: $seller) {
    ratingBreakdown { count } ratingsReceived ${LIST}
    sellerProfile { averageRating ratingsCount completedOrders uniqueBuyers ordersInProgress }
  }
  gig(id: $gig) { ratingSummary { average count } ratings ${LIST} }
  searchGigs(input: $search) { edges { ratingAverage ratingCount node { id } } }
}`;

/** Every place where the journey's rating is shown. */
export const lookEverywhere = (viewer: Client, { known, name }: Journey) =>
  viewer.query<Everywhere>(QUERY, {
    order: known.orderId,
    gig: known.gigId,
    buyer: known.buyerId,
    seller: known.sellerId,
    search: { query: `podcast ${name}` },
  });

const { quality, communication, value } = SCORES;
export const OVERALL = Math.round(((quality + communication + value) / 3) * 10) / 10;

/** All of it when nothing but this journey's one order was ever rated: each sum has changed exactly once. */
export const ratedOnce = ({ known }: Journey): Everywhere => {
  const list = { totalCount: 1, nodes: [{ id: known.ratingId }] };
  return {
    order: { rating: { id: known.ratingId, overall: OVERALL } },
    rater: {
      ratingsGiven: list,
      ratingBreakdown: { count: 1 },
      buyerStats: { ordersPlaced: 1, ordersCompleted: 1, averageRatingReceived: 5 },
    },
    seller: {
      ratingBreakdown: { count: 1 },
      ratingsReceived: list,
      sellerProfile: {
        averageRating: OVERALL,
        ratingsCount: 1,
        completedOrders: 1,
        uniqueBuyers: 1,
        ordersInProgress: 0,
      },
    },
    gig: { ratingSummary: { average: OVERALL, count: 1 }, ratings: list },
    searchGigs: { edges: [{ ratingAverage: OVERALL, ratingCount: 1, node: { id: known.gigId } }] },
  };
};
