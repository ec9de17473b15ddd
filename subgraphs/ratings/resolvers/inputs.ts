import { refuseAll, type DomainError } from '../../../kernel/domain-error.ts';
import type { Repeatable } from '../../../kernel/graphql/context.ts';
import { idProblems, integerProblems, textProblems } from '../../../kernel/graphql/inputs.ts';
import type { Scores } from '../events.ts';

export type SubmitRatingInput = Repeatable & {
  orderId: string;
  scores: Scores;
  review: string;
  privateSatisfaction?: number | null;
};
export type RateBuyerInput = Repeatable & { orderId: string; score: number; review?: string | null };
export type ReplyToRatingInput = Repeatable & { ratingId: string; body: string };

const STARS = { min: 1, max: 5 };
const REVIEW = { min: 10, max: 2_000 };
const BUYER_REVIEW = { min: 1, max: 2_000 };
const REPLY = { min: 2, max: 1_000 };

// Each throws all that is wrong with its input, before anything is asked of a stream.

export const checkSubmitRating = ({ orderId, scores, review, privateSatisfaction }: SubmitRatingInput) =>
  refuseAll([
    ...idProblems('ord', orderId, ['input', 'orderId']),
    ...starProblems(scores.quality, ['input', 'scores', 'quality']),
    ...starProblems(scores.communication, ['input', 'scores', 'communication']),
    ...starProblems(scores.value, ['input', 'scores', 'value']),
    ...textProblems(review, ['input', 'review'], REVIEW),
    ...starProblems(privateSatisfaction, ['input', 'privateSatisfaction']),
  ]);

export const checkRateBuyer = ({ orderId, score, review }: RateBuyerInput) =>
  refuseAll([
    ...idProblems('ord', orderId, ['input', 'orderId']),
    ...starProblems(score, ['input', 'score']),
    ...(review == null ? [] : textProblems(review, ['input', 'review'], BUYER_REVIEW)),
  ]);

export const checkReplyToRating = ({ ratingId, body }: ReplyToRatingInput) =>
  refuseAll([
    ...idProblems('rtg', ratingId, ['input', 'ratingId']),
    ...textProblems(body, ['input', 'body'], REPLY),
  ]);

export const starProblems = (stars: number | null | undefined, field: string[]): DomainError[] =>
  stars == null ? [] : integerProblems(stars, field, STARS);
