import { days, later } from '../../kernel/clock.ts';
import type { Decider } from '../../kernel/decider.ts';
import { DomainError } from '../../kernel/domain-error.ts';
import type { CloseRatingWindow, OpenRatingWindow, RateBuyer } from './commands.ts';
import type { RatingCommand, ReplyToRating, SubmitRating } from './commands.ts';
import { evolve, type Opened, type Rating } from './decider/state.ts';
import type { RatingEvent, Scores } from './events.ts';

const DAYS_TO_RATE = 14;
const DAYS_TO_REPLY = 30;
/** In tenths of a star, as `overall` is. */
const SATISFIED = 40;
const SATISFIED_IN_PRIVATE = 4;

const openRatingWindow = ({ data }: OpenRatingWindow, rating: Rating): RatingEvent[] => {
  if (rating) return []; // heard again: an order is completed once
  const { completedAt, sellerLoad, ...concerns } = data;
  const closesAt = later(completedAt, days(DAYS_TO_RATE));
  return [{ type: 'RatingWindowOpened', data: { ...concerns, closesAt, sellerLoad } }];
};

const submitRating = (command: SubmitRating, rating: Rating): RatingEvent[] => {
  const { data, by, at } = command;
  const window = opened(rating);
  if (by.id !== window.concerns.buyerId)
    throw new DomainError('NOT_BUYER', 'Only the buyer of an order may rate it.');
  if (window.submitted)
    throw new DomainError('ALREADY_RATED', 'An order is rated once, and you have rated it.');
  expectOpen(window, at);

  const { ratingId: _, privateSatisfaction, ...said } = data;
  const overall = overallOf(said.scores);
  const isSatisfied = overall >= SATISFIED || (privateSatisfaction ?? 0) >= SATISFIED_IN_PRIVATE;
  return publishedIfBoth(window, at, {
    type: 'RatingSubmitted',
    data: { ...window.concerns, ...said, overall, isSatisfied },
  });
};

const rateBuyer = ({ data, by, at }: RateBuyer, rating: Rating): RatingEvent[] => {
  const window = opened(rating);
  if (by.id !== window.concerns.sellerId)
    throw new DomainError('FORBIDDEN', 'Only the seller of an order may rate its buyer.');
  if (window.buyerScore !== undefined)
    throw new DomainError(
      'ALREADY_RATED',
      'A buyer is rated once for an order, and you have rated this one.',
    );
  expectOpen(window, at);

  const { ratingId: _, ...said } = data;
  return publishedIfBoth(window, at, { type: 'BuyerRatingSubmitted', data: { ...window.concerns, ...said } });
};

const replyToRating = ({ data, by, at }: ReplyToRating, rating: Rating): RatingEvent[] => {
  if (!rating) throw new DomainError('NOT_FOUND', `There is no rating ${data.ratingId}.`);
  if (by.id !== rating.concerns.sellerId)
    throw new DomainError('FORBIDDEN', 'Only the seller who was rated may reply.');
  // The same words whether the buyer has rated or not: until then it is not the seller's to know.
  if (rating.publishedAt === undefined)
    throw new DomainError(
      'NOT_PUBLISHED',
      'A rating is replied to once it is published; this one is not yet.',
    );
  if (rating.isReplied)
    throw new DomainError(
      'ALREADY_REPLIED',
      'A rating is replied to once, and you have replied to this one.',
    );
  const endsAt = later(rating.publishedAt, days(DAYS_TO_REPLY));
  if (at >= endsAt)
    throw new DomainError('WINDOW_CLOSED', `This rating could be replied to until ${endsAt}.`);
  return [{ type: 'RatingReplied', data: { ...rating.concerns, body: data.body } }];
};

const closeRatingWindow = ({ at }: CloseRatingWindow, rating: Rating): RatingEvent[] => {
  if (!rating || rating.isClosed || rating.publishedAt !== undefined || at < rating.closesAt) return [];
  const { concerns, submitted, buyerScore } = rating;
  const isAlone = submitted === undefined && buyerScore !== undefined;
  return [
    { type: 'RatingWindowClosed', data: { ...concerns, ...(isAlone && { buyerScore }) } },
    ...published(rating, at, 'WINDOW'),
  ];
};

const opened = (rating: Rating): Opened => {
  if (rating) return rating;
  throw new DomainError(
    'ORDER_NOT_COMPLETED',
    'Only a completed order is rated. This one is not completed, or was completed a moment ago: try again.',
    ['input', 'orderId'],
  );
};

const expectOpen = ({ closesAt, isClosed }: Opened, at: string) => {
  if (isClosed || at >= closesAt)
    throw new DomainError('WINDOW_CLOSED', `This order could be rated until ${closesAt}.`);
};

/** Both sides' words are shown in the same commit that brings the second. */
const publishedIfBoth = (rating: Opened, at: string, said: RatingEvent): RatingEvent[] => {
  const after = evolve(rating, said)!;
  return after.submitted && after.buyerScore !== undefined ? [said, ...published(after, at, 'BOTH')] : [said];
};

const published = (rating: Opened, publishedAt: string, why: 'BOTH' | 'WINDOW'): RatingEvent[] => {
  const { concerns, submitted, buyerScore, sellerLoad } = rating;
  if (!submitted) return [];
  const counter = buyerScore === undefined ? {} : { buyerScore };
  return [
    {
      type: 'RatingPublished',
      data: { ...concerns, publishedAt, why, ...submitted, ...counter, sellerLoad },
    },
  ];
};

/** Tenths: the mean of the three scores to one decimal. Thirds have no halves, so none is to be rounded up. */
const overallOf = ({ quality, communication, value }: Scores) =>
  Math.round(((quality + communication + value) * 10) / 3);

export const ratingDecider: Decider<Rating, RatingCommand, RatingEvent> = {
  initialState: null,
  evolve,
  decide(command, rating) {
    switch (command.type) {
      case 'OpenRatingWindow':
        return openRatingWindow(command, rating);
      case 'SubmitRating':
        return submitRating(command, rating);
      case 'RateBuyer':
        return rateBuyer(command, rating);
      case 'ReplyToRating':
        return replyToRating(command, rating);
      case 'CloseRatingWindow':
        return closeRatingWindow(command, rating);
    }
  },
};
