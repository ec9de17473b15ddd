import { refuseAll } from '../../kernel/domain-error.ts';
import type { List, PageArgs } from '../../kernel/graphql/connections.ts';
import type { Context, Input } from '../../kernel/graphql/context.ts';
import { expectId } from '../../kernel/graphql/inputs.ts';
import { isId, siblingId } from '../../kernel/ids.ts';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import type { RatingCommand } from './commands.ts';
import { canSee, type Loaders } from './loaders.ts';
import type { RatingView } from './projections.ts';
import { breakdownOf, summaryOf } from './resolvers/breakdown.ts';
import { eligibilityOf } from './resolvers/eligibility.ts';
import {
  checkRateBuyer,
  checkReplyToRating,
  checkSubmitRating,
  starProblems,
  type RateBuyerInput,
  type ReplyToRatingInput,
  type SubmitRatingInput,
} from './resolvers/inputs.ts';

type RatingsContext = Context<Loaders, RatingCommand, RatingView>;
type Ref = { id: string };
type Sort = 'NEWEST' | 'HIGHEST' | 'LOWEST';
type SortedArgs = PageArgs & { sort?: Sort | null };

const orders: Record<Sort, List['orderBy']> = {
  NEWEST: { field: 'publishedAt', direction: 'desc' },
  HIGHEST: { field: 'overall', direction: 'desc' },
  LOWEST: { field: 'overall', direction: 'asc' },
};

const published = ({ sort }: SortedArgs, stars?: number | null): List => ({
  where: { status: 'PUBLISHED', ...(stars != null && { stars }) },
  orderBy: orders[sort ?? 'NEWEST'],
});

const ratingIdOf = (orderId: string) => siblingId('rtg', orderId);

/** What a command answers goes through the same rule as what is read. */
const seenBy = (viewer: Viewer, rating: RatingView) => (canSee.Rating(viewer, rating) ? rating : null);

export const resolvers = {
  Query: {
    rating: (_: unknown, { id }: Ref, { load }: RatingsContext) =>
      load.rating.load(expectId('rtg', id, ['id'])),
  },

  Mutation: {
    async submitRating(_: unknown, { input }: Input<SubmitRatingInput>, context: RatingsContext) {
      checkSubmitRating(input);
      const { orderId, scores, review, privateSatisfaction: answer } = input;
      const privately =
        answer == null
          ? {}
          : { privateSatisfaction: answer, privateTextId: context.text(String(answer), input) };
      const data = { ratingId: ratingIdOf(orderId), scores: { ...scores }, review, ...privately };
      const { page } = await context.send({ type: 'SubmitRating', data }, input);
      return { rating: seenBy(context.viewer, page) };
    },

    async rateBuyer(_: unknown, { input }: Input<RateBuyerInput>, { send, viewer }: RatingsContext) {
      checkRateBuyer(input);
      const { orderId, score, review } = input;
      const data = { ratingId: ratingIdOf(orderId), score, ...(review != null && { review }) };
      const { page } = await send({ type: 'RateBuyer', data }, input);
      return { rating: seenBy(viewer, page) };
    },

    async replyToRating(_: unknown, { input }: Input<ReplyToRatingInput>, { send, viewer }: RatingsContext) {
      checkReplyToRating(input);
      const { ratingId, body } = input;
      const { page } = await send({ type: 'ReplyToRating', data: { ratingId, body } }, input);
      return { rating: seenBy(viewer, page) };
    },
  },

  Rating: {
    __resolveReference: async ({ id }: Ref, { load }: RatingsContext) =>
      isId('rtg', id) ? load.rating.load(id) : null,
    order: ({ orderId, buyerId, sellerId }: RatingView, _: unknown, { viewer }: RatingsContext) =>
      viewer.isStaff || viewer.id === buyerId || viewer.id === sellerId
        ? { __typename: 'Order', id: orderId }
        : null,
    gig: ({ gigId }: RatingView) => ({ __typename: 'Gig', id: gigId }),
    rater: ({ buyerId }: RatingView) => ({ __typename: 'User', id: buyerId }),
    seller: ({ sellerId }: RatingView) => ({ __typename: 'User', id: sellerId }),
    overall: ({ overall }: RatingView) => overall! / 10,
    // Between the two events of one commit a view may hold it already, and nobody may see it yet.
    counterRating: ({ status, counterRating }: RatingView) =>
      status === 'PUBLISHED' ? (counterRating ?? null) : null,
  },

  Gig: {
    ratingSummary: async ({ id }: Ref, _: unknown, { load, clock }: RatingsContext) =>
      summaryOf(await load.gigRatings.load(id), clock.now()),
    ratingBreakdown: async ({ id }: Ref, _: unknown, { load, clock }: RatingsContext) =>
      breakdownOf(await load.gigRatings.load(id), clock.now()),
    ratings({ id }: Ref, args: SortedArgs & { stars?: number | null }, { load }: RatingsContext) {
      refuseAll(starProblems(args.stars, ['stars']));
      return load.ratingsOfGig(id, published(args, args.stars), pageOf(args));
    },
  },

  User: {
    async ratingBreakdown({ id }: Ref, args: { as?: 'SELLER' | 'BUYER' | null }, context: RatingsContext) {
      const rated = await context.load.memberRatings.load(id);
      return breakdownOf(args.as === 'BUYER' ? rated?.asBuyer : rated?.asSeller, context.clock.now());
    },
    ratingsReceived: ({ id }: Ref, args: SortedArgs, { load }: RatingsContext) =>
      load.ratingsOfSeller(id, published(args), pageOf(args)),
    ratingsGiven({ id }: Ref, args: PageArgs, { load, viewer }: RatingsContext) {
      const status = viewer.isStaff || viewer.id === id ? { in: ['BLIND', 'PUBLISHED'] } : 'PUBLISHED';
      const orderBy = { field: 'submittedAt', direction: 'desc' } as const;
      return load.ratingsOfBuyer(id, { where: { status }, orderBy }, pageOf(args));
    },
  },

  Order: {
    rating: async ({ id }: Ref, _: unknown, { load }: RatingsContext) =>
      isId('ord', id) ? load.rating.load(ratingIdOf(id)) : null,
    ratingEligibility: async ({ id }: Ref, _: unknown, { load, viewer, clock }: RatingsContext) =>
      isId('ord', id) ? eligibilityOf(viewer, await load.window.load(ratingIdOf(id)), clock.now()) : null,
  },
};

const pageOf = ({ first, after }: PageArgs): PageArgs => ({ first: first ?? 10, after: after ?? null });
