import fc from 'fast-check';
import { days, later } from '../../kernel/clock.ts';
import type { Recorded } from '../../kernel/messages.ts';
import { ratingDecider } from '../../subgraphs/ratings/decider.ts';
import type { RatingCommand } from '../../subgraphs/ratings/commands.ts';
import type { RatingEvent, Scores } from '../../subgraphs/ratings/events.ts';
import { recorded } from '../recorded.ts';
import { COMPLETED, sellerLoad } from './story.ts';

/** One order's rating as it may come about: who rates, in which order, when, and what. */
export type Life = {
  gig: number;
  buyer: number;
  seller: number;
  day: number;
  scores?: Scores;
  buyerScore?: number;
  isSellerFirst: boolean;
  isReplied: boolean;
};

const stars = fc.integer({ min: 1, max: 5 });
export const lives = fc.array(
  fc.record(
    {
      gig: fc.integer({ min: 1, max: 2 }),
      buyer: fc.integer({ min: 1, max: 3 }),
      seller: fc.integer({ min: 4, max: 5 }),
      day: fc.integer({ min: 0, max: 1_000 }),
      scores: fc.record({ quality: stars, communication: stars, value: stars }),
      buyerScore: stars,
      isSellerFirst: fc.boolean(),
      isReplied: fc.boolean(),
    },
    { requiredKeys: ['gig', 'buyer', 'seller', 'day', 'isSellerFirst', 'isReplied'] },
  ),
  { minLength: 1, maxLength: 12 },
) as fc.Arbitrary<Life[]>;

/** What one life writes, decided by the decider itself. */
export const eventsOf = (life: Life, number: number): (RatingEvent & { at: string })[] => {
  const ratingId = `rtg_${number}`;
  const [buyerId, sellerId] = [`usr_${life.buyer}`, `usr_${life.seller}`];
  const concerns = { ratingId, orderId: `ord_${number}`, gigId: `gig_${life.gig}`, buyerId, sellerId };
  const start = later(COMPLETED, days(-life.day));
  const by = (id: string) => ({ kind: 'user' as const, id });
  const rate = life.scores && {
    type: 'SubmitRating' as const,
    data: { ratingId, scores: life.scores, review: 'Well done, thanks.' },
    by: by(buyerId),
  };
  const rateBuyer = life.buyerScore !== undefined && {
    type: 'RateBuyer' as const,
    data: { ratingId, score: life.buyerScore },
    by: by(sellerId),
  };
  const both = life.isSellerFirst ? [rateBuyer, rate] : [rate, rateBuyer];
  const steps = [
    { type: 'OpenRatingWindow', data: { ...concerns, completedAt: start, sellerLoad }, by: by('open') },
    ...both.filter((step) => step !== false && step !== undefined),
    { type: 'CloseRatingWindow', data: { ratingId }, by: by('close') },
    ...(life.isReplied && rate
      ? [{ type: 'ReplyToRating', data: { ratingId, body: 'Thank you!' }, by: by(sellerId) }]
      : []),
  ] as Omit<RatingCommand, 'at'>[];
  return run(steps, start);
};

const run = (steps: Omit<RatingCommand, 'at'>[], start: string) => {
  const events: (RatingEvent & { at: string })[] = [];
  for (const [i, step] of steps.entries()) {
    const isAfterwards = step.type === 'CloseRatingWindow' || step.type === 'ReplyToRating';
    const at = later(start, isAfterwards ? days(14) + i : days(i));
    const state = events.reduce(ratingDecider.evolve, ratingDecider.initialState);
    const decided = ratingDecider.decide({ ...step, at } as RatingCommand, state);
    events.push(...decided.map((event) => ({ ...event, at })));
  }
  return events;
};

/** Takes the next event of one stream or another, as `picks` say: any merge that keeps each stream's order. */
export const merged = (
  streams: (RatingEvent & { at: string })[][],
  picks: number[],
): Recorded<RatingEvent>[] => {
  const waiting = streams.map((events) => events.map((event, i) => ({ event, revision: i + 1 })));
  const merge: Recorded<RatingEvent>[] = [];
  for (let turn = 0; waiting.some((events) => events.length > 0); turn += 1) {
    const left = waiting.filter((events) => events.length > 0);
    const { event, revision } = left[(picks[turn % picks.length] ?? 0) % left.length]!.shift()!;
    merge.push(recorded<RatingEvent>(event, { stream: event.data.ratingId, revision, at: event.at }));
  }
  return merge;
};
