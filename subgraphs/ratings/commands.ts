import type { Command } from '../../kernel/messages.ts';
import type { Concerns, Scores, SellerLoad } from './events.ts';

type Rating = { ratingId: string };

/** `completedAt`: ISO instant; the days to rate are counted from it. */
export type OpenRatingWindow = Command<
  'OpenRatingWindow',
  Concerns & { completedAt: string; sellerLoad: SellerLoad }
>;
/** `privateSatisfaction`: 1 to 5, decided upon here and then kept under `privateTextId` alone. */
export type SubmitRating = Command<
  'SubmitRating',
  Rating & { scores: Scores; review: string; privateSatisfaction?: number; privateTextId?: string }
>;
/** `score`: 1 to 5. */
export type RateBuyer = Command<'RateBuyer', Rating & { score: number; review?: string }>;
export type ReplyToRating = Command<'ReplyToRating', Rating & { body: string }>;
export type CloseRatingWindow = Command<'CloseRatingWindow', Rating>;

export type RatingCommand = OpenRatingWindow | SubmitRating | RateBuyer | ReplyToRating | CloseRatingWindow;

/** Every one of them: a missing one does not compile. */
export const commands = Object.keys({
  OpenRatingWindow: true,
  SubmitRating: true,
  RateBuyer: true,
  ReplyToRating: true,
  CloseRatingWindow: true,
} satisfies Record<RatingCommand['type'], true>) as RatingCommand['type'][];
