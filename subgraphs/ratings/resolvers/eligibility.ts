import type { Viewer } from '../../../kernel/graphql/viewer.ts';
import type { RatingView } from '../projections.ts';

type Reason = 'ORDER_NOT_COMPLETED' | 'ALREADY_RATED' | 'WINDOW_CLOSED' | 'FORBIDDEN';
export type Eligibility = { canRate: boolean; windowClosesAt: string | null; reason: Reason | null };

/**
 * May the viewer rate this order now: its buyer the work, its seller the buyer? Null for strangers. The
 * decider asks the same again.
 */
export const eligibilityOf = (viewer: Viewer, rating: RatingView | null, now: Date): Eligibility | null => {
  if (viewer.id === null) return null;
  // Ratings hears of an order when it is completed, and knows nobody's part in it before.
  if (!rating) return { canRate: false, windowClosesAt: null, reason: 'ORDER_NOT_COMPLETED' };
  if (viewer.id !== rating.buyerId && viewer.id !== rating.sellerId && !viewer.isStaff) return null;
  const reason = reasonNot(viewer.id, rating, now);
  return { canRate: reason === null, windowClosesAt: rating.closesAt, reason };
};

const reasonNot = (memberId: string, rating: RatingView, now: Date): Reason | null => {
  const { buyerId, sellerId, submittedAt, counterRating, closesAt } = rating;
  if (memberId !== buyerId && memberId !== sellerId) return 'FORBIDDEN';
  if (memberId === buyerId ? submittedAt !== undefined : counterRating !== undefined) return 'ALREADY_RATED';
  return now.toISOString() >= closesAt ? 'WINDOW_CLOSED' : null;
};
