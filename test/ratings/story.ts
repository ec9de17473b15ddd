import { days, later } from '../../kernel/clock.ts';
import type { Concerns, RatingEvent, Scores } from '../../subgraphs/ratings/events.ts';

// One order of Bea's from Sam, and what can be said of it.

export const BEA = 'usr_01JD00000000000000000000BA';
export const SAM = 'usr_01JD00000000000000000000SA';
export const ORDER = 'ord_01JD0000000000000000000001';
export const RATING = 'rtg_01JD0000000000000000000001';
export const GIG = 'gig_01JD0000000000000000000001';

export const COMPLETED = '2026-01-15T12:00:00.000Z';
export const CLOSES = later(COMPLETED, days(14));
export const before = (instant: string) => later(instant, -1);

export const concerns: Concerns = {
  ratingId: RATING,
  orderId: ORDER,
  gigId: GIG,
  buyerId: BEA,
  sellerId: SAM,
};
export const sellerLoad = { inProgress: 3, capacity: 5 };
export const scores: Scores = { quality: 5, communication: 4, value: 5 };
export const review = 'Clear sound, quick answers, and two days early.';

export const opened: RatingEvent = {
  type: 'RatingWindowOpened',
  data: { ...concerns, closesAt: CLOSES, sellerLoad },
};
export const submitted: RatingEvent = {
  type: 'RatingSubmitted',
  data: { ...concerns, scores, overall: 47, review, isSatisfied: true },
};
export const buyerRated: RatingEvent = {
  type: 'BuyerRatingSubmitted',
  data: { ...concerns, score: 4, review: 'Knew what she wanted.' },
};
export const publishedOfBoth: RatingEvent = {
  type: 'RatingPublished',
  data: {
    ...concerns,
    publishedAt: COMPLETED,
    why: 'BOTH',
    scores,
    overall: 47,
    buyerScore: 4,
    sellerLoad,
  },
};
export const replied: RatingEvent = {
  type: 'RatingReplied',
  data: { ...concerns, body: 'Thank you, Bea!' },
};
export const closed: RatingEvent = { type: 'RatingWindowClosed', data: concerns };
export const publishedByWindow: RatingEvent = {
  type: 'RatingPublished',
  data: { ...concerns, publishedAt: CLOSES, why: 'WINDOW', scores, overall: 47, sellerLoad },
};
