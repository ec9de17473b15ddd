import type { Concerns, RatingEvent, Scores, SellerLoad } from '../events.ts';

type Window = { concerns: Concerns; sellerLoad: SellerLoad; closesAt: string; isClosed: boolean };
export type Opened = Window & {
  submitted?: { scores: Scores; overall: number };
  buyerScore?: number;
  publishedAt?: string;
  isReplied: boolean;
};
/** Null until the order is completed. */
export type Rating = Opened | null;

export const evolve = (rating: Rating, event: RatingEvent): Rating => {
  switch (event.type) {
    case 'RatingWindowOpened': {
      const { closesAt, sellerLoad, ...concerns } = event.data;
      return { concerns, closesAt, sellerLoad, isClosed: false, isReplied: false };
    }
    case 'RatingSubmitted': {
      const { scores, overall } = event.data;
      return rating && { ...rating, submitted: { scores, overall } };
    }
    case 'BuyerRatingSubmitted':
      return rating && { ...rating, buyerScore: event.data.score };
    case 'RatingPublished':
      return rating && { ...rating, publishedAt: event.data.publishedAt };
    case 'RatingReplied':
      return rating && { ...rating, isReplied: true };
    case 'RatingWindowClosed':
      return rating && { ...rating, isClosed: true };
  }
};
