import { describe, it } from '@jest/globals';
import { ratingDecider } from '../../subgraphs/ratings/decider.ts';
import type { RatingEvent } from '../../subgraphs/ratings/events.ts';
import { member, reaction, scenarios, timer } from '../given.ts';
import { BEA, before, buyerRated, closed, CLOSES, COMPLETED, opened } from './story.ts';
import { publishedByWindow, publishedOfBoth, RATING, replied, review, SAM, scores } from './story.ts';
import { submitted } from './story.ts';

// Every state by every actor: one pair of each command is right, all others are refused by name (R18).

const given = scenarios(ratingDecider);
const open = before(CLOSES);

const states: Record<string, { events: RatingEvent[]; at: string }> = {
  'not completed': { events: [], at: COMPLETED },
  open: { events: [opened], at: open },
  'rated by the buyer': { events: [opened, submitted], at: open },
  'rated by the seller': { events: [opened, buyerRated], at: open },
  'over, not yet closed': { events: [opened], at: CLOSES },
  closed: { events: [opened, closed], at: CLOSES },
  'closed, the seller alone rated': { events: [opened, buyerRated, closed], at: CLOSES },
  'published by both': { events: [opened, submitted, buyerRated, publishedOfBoth], at: open },
  'published by the window': { events: [opened, submitted, closed, publishedByWindow], at: CLOSES },
  'replied to': { events: [opened, submitted, buyerRated, publishedOfBoth, replied], at: open },
};

const actors = {
  buyer: member(BEA),
  seller: member(SAM),
  stranger: member('usr_stranger'),
  staff: { kind: 'staff' as const, id: 'usr_staff' },
  timer: timer('closeWindow'),
  reaction: reaction('openRatingWindow'),
};
type Who = keyof typeof actors;

const commands = {
  SubmitRating: { ratingId: RATING, scores, review },
  RateBuyer: { ratingId: RATING, score: 4 },
  ReplyToRating: { ratingId: RATING, body: 'Thank you!' },
};

/** What the right actor is told in each state; `done` where it succeeds. */
const answers: Record<keyof typeof commands, { who: Who; others: string; in: Record<string, string> }> = {
  SubmitRating: {
    who: 'buyer',
    others: 'NOT_BUYER',
    in: {
      'not completed': 'ORDER_NOT_COMPLETED',
      open: 'done',
      'rated by the buyer': 'ALREADY_RATED',
      'rated by the seller': 'done',
      'over, not yet closed': 'WINDOW_CLOSED',
      closed: 'WINDOW_CLOSED',
      'closed, the seller alone rated': 'WINDOW_CLOSED',
      'published by both': 'ALREADY_RATED',
      'published by the window': 'ALREADY_RATED',
      'replied to': 'ALREADY_RATED',
    },
  },
  RateBuyer: {
    who: 'seller',
    others: 'FORBIDDEN',
    in: {
      'not completed': 'ORDER_NOT_COMPLETED',
      open: 'done',
      'rated by the buyer': 'done',
      'rated by the seller': 'ALREADY_RATED',
      'over, not yet closed': 'WINDOW_CLOSED',
      closed: 'WINDOW_CLOSED',
      'closed, the seller alone rated': 'ALREADY_RATED',
      'published by both': 'ALREADY_RATED',
      'published by the window': 'WINDOW_CLOSED',
      'replied to': 'ALREADY_RATED',
    },
  },
  ReplyToRating: {
    who: 'seller',
    others: 'FORBIDDEN',
    in: {
      'not completed': 'NOT_FOUND',
      open: 'NOT_PUBLISHED',
      'rated by the buyer': 'NOT_PUBLISHED',
      'rated by the seller': 'NOT_PUBLISHED',
      'over, not yet closed': 'NOT_PUBLISHED',
      closed: 'NOT_PUBLISHED',
      'closed, the seller alone rated': 'NOT_PUBLISHED',
      'published by both': 'done',
      'published by the window': 'done',
      'replied to': 'ALREADY_REPLIED',
    },
  },
};

const FACTS = {
  SubmitRating: 'RatingSubmitted',
  RateBuyer: 'BuyerRatingSubmitted',
  ReplyToRating: 'RatingReplied',
};

describe.each(Object.keys(commands) as (keyof typeof commands)[])('%s', (type) => {
  const { who, others, in: inState } = answers[type];

  describe.each(Object.keys(states))('in the state "%s"', (name) => {
    const { events, at } = states[name]!;

    it.each(Object.keys(actors) as Who[])('by the %s', (actor) => {
      const asked = given(...events).when({ type, by: actors[actor], at, data: commands[type] } as never);
      // Before completion ratings knows nobody's part in the order, and answers all alike.
      const answer = actor === who || events.length === 0 ? inState[name]! : others;
      if (answer !== 'done') return asked.thenRefused(answer);
      asked.then(
        { type: FACTS[type] } as never,
        ...(publishes(type, name) ? [{ type: 'RatingPublished' } as never] : []),
      );
    });
  });
});

const publishes = (type: string, state: string) =>
  (type === 'SubmitRating' && state === 'rated by the seller') ||
  (type === 'RateBuyer' && state === 'rated by the buyer');
