import { describe, expect, it } from '@jest/globals';
import type { RatingEvent } from '../../subgraphs/ratings/events.ts';
import { ratings, type RatingView } from '../../subgraphs/ratings/projections.ts';
import { eligibilityOf } from '../../subgraphs/ratings/resolvers/eligibility.ts';
import { anonymous, asMember, asStaff } from '../marketplace.ts';
import { project, recorded } from '../recorded.ts';
import {
  BEA,
  before,
  buyerRated,
  CLOSES,
  COMPLETED,
  opened,
  publishedOfBoth,
  SAM,
  submitted,
} from './story.ts';

const after = (...events: RatingEvent[]) =>
  project(ratings, ...events.map((event) => recorded(event))) as RatingView;
const ask = (id: string, rating: RatingView | null, at = COMPLETED) =>
  eligibilityOf(asMember(id), rating, new Date(at));
const can = { canRate: true, windowClosesAt: CLOSES, reason: null };
const cannot = (reason: string) => ({ canRate: false, windowClosesAt: CLOSES, reason });

describe('ratingEligibility', () => {
  it('lets both sides rate while the window is open', () => {
    expect(ask(BEA, after(opened))).toEqual(can);
    expect(ask(SAM, after(opened))).toEqual(can);
    expect(ask(BEA, after(opened), before(CLOSES))).toEqual(can);
  });

  it('lets nobody rate from the end of the window on', () => {
    expect(ask(BEA, after(opened), CLOSES)).toEqual(cannot('WINDOW_CLOSED'));
    expect(ask(SAM, after(opened), CLOSES)).toEqual(cannot('WINDOW_CLOSED'));
  });

  it('looks at the viewer’s own side alone', () => {
    expect(ask(BEA, after(opened, submitted))).toEqual(cannot('ALREADY_RATED'));
    expect(ask(SAM, after(opened, submitted))).toEqual(can);
    expect(ask(BEA, after(opened, buyerRated))).toEqual(can);
    expect(ask(SAM, after(opened, buyerRated))).toEqual(cannot('ALREADY_RATED'));
    expect(ask(SAM, after(opened, submitted, buyerRated, publishedOfBoth))).toEqual(cannot('ALREADY_RATED'));
  });

  it('says that the order is not completed', () =>
    expect(ask(BEA, null)).toEqual({ canRate: false, windowClosesAt: null, reason: 'ORDER_NOT_COMPLETED' }));

  it('shows staff the window, which is not theirs to use', () =>
    expect(eligibilityOf(asStaff(), after(opened), new Date(COMPLETED))).toEqual(cannot('FORBIDDEN')));

  it('is null for strangers', () => {
    expect(ask('usr_stranger', after(opened))).toBeNull();
    expect(eligibilityOf(anonymous, after(opened), new Date(COMPLETED))).toBeNull();
    expect(eligibilityOf(anonymous, null, new Date(COMPLETED))).toBeNull();
  });
});
