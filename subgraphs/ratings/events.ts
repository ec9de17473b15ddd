import type { Event } from '../../kernel/messages.ts';
import type { Upcasts } from '../../kernel/upcasting.ts';

// These names and fields are the stored format: add to them, never rename or remove.

/** In every event of ratings: a key reads nothing but the event. */
export type Concerns = {
  ratingId: string;
  orderId: string;
  gigId: string;
  buyerId: string;
  sellerId: string;
};

/** Whole numbers from 1 to 5. */
export type Scores = { quality: number; communication: number; value: number };

/** How busy the seller was when the order started. */
export type SellerLoad = { inProgress: number; capacity: number };

/** `closesAt`: ISO instant; nobody rates from then on. */
export type RatingWindowOpened = Event<
  'RatingWindowOpened',
  Concerns & { closesAt: string; sellerLoad: SellerLoad }
>;

/** `overall`: tenths, 10 to 50, so 47 is 4.7. The private answer itself is a text outside the log. */
export type RatingSubmitted = Event<
  'RatingSubmitted',
  Concerns & {
    scores: Scores;
    overall: number;
    review: string;
    isSatisfied: boolean;
    privateTextId?: string;
  }
>;

/** The seller's rating of the buyer: `score` is 1 to 5. */
export type BuyerRatingSubmitted = Event<
  'BuyerRatingSubmitted',
  Concerns & { score: number; review?: string }
>;

/** From now on everybody sees what the buyer said and, if the seller rated too, what the seller said. */
export type RatingPublished = Event<
  'RatingPublished',
  Concerns & {
    publishedAt: string;
    why: 'BOTH' | 'WINDOW';
    scores: Scores;
    overall: number;
    buyerScore?: number;
    sellerLoad: SellerLoad;
  }
>;

export type RatingReplied = Event<'RatingReplied', Concerns & { body: string }>;

/** `buyerScore`: only where the seller alone had rated, which is then never published. */
export type RatingWindowClosed = Event<'RatingWindowClosed', Concerns & { buyerScore?: number }>;

export type RatingEvent =
  | RatingWindowOpened
  | RatingSubmitted
  | BuyerRatingSubmitted
  | RatingPublished
  | RatingReplied
  | RatingWindowClosed;

export const upcasts: Upcasts<RatingEvent> = {};
