import { describe, expect, it } from '@jest/globals';
import { days, later } from '../../kernel/clock.ts';
import type { Asked } from '../../kernel/messages.ts';
import type { RatingCommand } from '../../subgraphs/ratings/commands.ts';
import { ratingDecider } from '../../subgraphs/ratings/decider.ts';
import type { Scores } from '../../subgraphs/ratings/events.ts';
import { member, reaction, scenarios, timer } from '../given.ts';
import { BEA, before, buyerRated, closed, CLOSES, COMPLETED, concerns } from './story.ts';
import { opened, publishedByWindow, publishedOfBoth, RATING } from './story.ts';
import { replied, review, SAM, scores, sellerLoad, submitted } from './story.ts';

const given = scenarios(ratingDecider);
const bea = member(BEA);
const sam = member(SAM);
const ratingId = RATING;

const open = {
  type: 'OpenRatingWindow' as const,
  by: reaction('openRatingWindow'),
  data: { ...concerns, completedAt: COMPLETED, sellerLoad },
};
type Submitting = Extract<Asked<RatingCommand>, { type: 'SubmitRating' }>['data'];
const submit = (more: Partial<Submitting> = {}) => ({
  type: 'SubmitRating' as const,
  by: bea,
  data: { ratingId, scores, review, ...more },
});
const rateBuyer = {
  type: 'RateBuyer' as const,
  by: sam,
  data: { ratingId, score: 4, review: 'Knew what she wanted.' },
};
const reply = { type: 'ReplyToRating' as const, by: sam, data: { ratingId, body: 'Thank you, Bea!' } };
const close = { type: 'CloseRatingWindow' as const, by: timer('closeWindow'), data: { ratingId } };

describe('the window', () => {
  it('is open for 14 days from completion', () => given().when(open).then(opened));
  it('is opened once', () => given(opened).when(open).thenNothing());
  it('is not opened again after it closed', () => given(opened, closed).when(open).thenNothing());

  it('keeps the days to rate when ratings hears of the order late', () =>
    given()
      .when({ ...open, at: later(COMPLETED, days(3)) })
      .then(opened));
});

describe('the buyer', () => {
  it('rates a completed order, and it stays blind', () => given(opened).when(submit()).then(submitted));
  it('cannot rate before the order is completed', () =>
    given().when(submit()).thenRefused('ORDER_NOT_COMPLETED'));
  it('cannot rate twice', () => given(opened, submitted).when(submit()).thenRefused('ALREADY_RATED'));

  it('cannot rate twice after publication', () =>
    given(opened, submitted, buyerRated, publishedOfBoth).when(submit()).thenRefused('ALREADY_RATED'));

  it('can rate until the last millisecond of the window', () =>
    given(opened)
      .when({ ...submit(), at: before(CLOSES) })
      .then(submitted));

  it('cannot rate from the end of the window on', () =>
    given(opened)
      .when({ ...submit(), at: CLOSES })
      .thenRefused('WINDOW_CLOSED'));

  it('cannot rate a window that is closed', () =>
    given(opened, closed).when(submit()).thenRefused('WINDOW_CLOSED'));

  it('publishes both when the seller has rated already', () =>
    given(opened, buyerRated).when(submit()).then(submitted, publishedOfBoth));
});

describe('what a rating comes to', () => {
  const decided = (more: Partial<Submitting>) => {
    const state = ratingDecider.evolve(null, opened);
    const [event] = ratingDecider.decide({ ...submit(more), at: COMPLETED }, state);
    return event!.data as { overall: number; isSatisfied: boolean };
  };
  const of = (quality: number, communication: number, value: number): Scores => ({
    quality,
    communication,
    value,
  });

  it.each([
    [of(1, 1, 1), 10],
    [of(5, 5, 5), 50],
    [of(5, 5, 4), 47],
    [of(5, 4, 4), 43],
    [of(1, 1, 2), 13],
    [of(1, 2, 2), 17],
  ])('%j is %i tenths', (given, overall) => expect(decided({ scores: given }).overall).toBe(overall));

  it('satisfies from 4.0 on', () => {
    expect(decided({ scores: of(4, 4, 4) }).isSatisfied).toBe(true);
    expect(decided({ scores: of(4, 4, 3) }).isSatisfied).toBe(false);
  });

  it('satisfies by the private answer too, from 4 on', () => {
    expect(decided({ scores: of(1, 1, 1), privateSatisfaction: 4 }).isSatisfied).toBe(true);
    expect(decided({ scores: of(1, 1, 1), privateSatisfaction: 3 }).isSatisfied).toBe(false);
  });

  it('is satisfied by public stars whatever the private answer', () =>
    expect(decided({ privateSatisfaction: 1 }).isSatisfied).toBe(true));

  it('keeps the private answer out of the log, and its text by id', () => {
    const data = decided({ privateSatisfaction: 2, privateTextId: 'txt_1' });
    expect(data).toMatchObject({ privateTextId: 'txt_1' });
    expect(data).not.toHaveProperty('privateSatisfaction');
  });
});

describe('the seller', () => {
  it('rates the buyer, unseen', () => given(opened).when(rateBuyer).then(buyerRated));
  it('publishes both when the buyer has rated already', () =>
    given(opened, submitted).when(rateBuyer).then(buyerRated, publishedOfBoth));
  it('rates the buyer of a completed order alone', () =>
    given().when(rateBuyer).thenRefused('ORDER_NOT_COMPLETED'));
  it('rates the buyer once', () => given(opened, buyerRated).when(rateBuyer).thenRefused('ALREADY_RATED'));

  it('rates the buyer until the window closes', () => {
    given(opened)
      .when({ ...rateBuyer, at: before(CLOSES) })
      .then(buyerRated);
    given(opened)
      .when({ ...rateBuyer, at: CLOSES })
      .thenRefused('WINDOW_CLOSED');
  });

  it('replies to a published rating', () =>
    given(opened, submitted, buyerRated, publishedOfBoth).when(reply).then(replied));
  it('replies where the window published it', () =>
    given(opened, submitted, closed, publishedByWindow)
      .when({ ...reply, at: CLOSES })
      .then(replied));
  it('replies to no order that is not completed', () => given().when(reply).thenRefused('NOT_FOUND'));
  it('replies once', () =>
    given(opened, submitted, buyerRated, publishedOfBoth, replied)
      .when(reply)
      .thenRefused('ALREADY_REPLIED'));

  it('is told the same of a blind rating as of none, so as not to learn of it', () => {
    given(opened).when(reply).thenRefused('NOT_PUBLISHED');
    given(opened, submitted).when(reply).thenRefused('NOT_PUBLISHED');
  });

  it('replies within 30 days of publication', () => {
    const end = later(COMPLETED, days(30));
    const published = given(opened, submitted, buyerRated, publishedOfBoth);
    published.when({ ...reply, at: before(end) }).then(replied);
    published.when({ ...reply, at: end }).thenRefused('WINDOW_CLOSED');
  });
});

describe('the end of the window', () => {
  const closing = { ...close, at: CLOSES };

  it('closes an order nobody rated', () => {
    given(opened).when(closing).then(closed);
  });
  it('publishes what the buyer said', () =>
    given(opened, submitted).when(closing).then(closed, publishedByWindow));
  it('does not publish what the seller alone said, but keeps it in the log', () =>
    given(opened, buyerRated)
      .when(closing)
      .then({ type: 'RatingWindowClosed', data: { ...concerns, buyerScore: 4 } }));
  it('comes to nothing when it fires early', () =>
    given(opened, submitted)
      .when({ ...close, at: before(CLOSES) })
      .thenNothing());
  it('comes to nothing when both have rated', () =>
    given(opened, submitted, buyerRated, publishedOfBoth).when(closing).thenNothing());
  it('comes to nothing a second time', () => {
    given(opened, closed).when(closing).thenNothing();
    given(opened, submitted, closed, publishedByWindow).when(closing).thenNothing();
  });
  it('comes to nothing where there is no window', () => given().when(closing).thenNothing());
});
