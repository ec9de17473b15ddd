import { describe, expect, it } from '@jest/globals';
import { recorded, project, projectAll } from '../recorded.ts';
import type { RatingEvent } from '../../subgraphs/ratings/events.ts';
import { gigRatings, memberRatings, ratings, timers } from '../../subgraphs/ratings/projections.ts';
import { BEA, buyerRated, closed, CLOSES, COMPLETED, GIG, opened, ORDER } from './story.ts';
import {
  publishedByWindow,
  publishedOfBoth,
  RATING,
  replied,
  review,
  SAM,
  scores,
  submitted,
} from './story.ts';

const stored = (...events: RatingEvent[]) =>
  events.map((event, i) => recorded(event, { stream: RATING, revision: i + 1, at: COMPLETED }));

describe('ratings', () => {
  it('is a window at first, which is no rating', () =>
    expect(project(ratings, ...stored(opened))).toEqual({
      id: RATING,
      orderId: ORDER,
      gigId: GIG,
      buyerId: BEA,
      sellerId: SAM,
      closesAt: CLOSES,
      status: 'UNRATED',
      version: 1,
    }));

  it('is blind when the buyer has rated', () =>
    expect(project(ratings, ...stored(opened, submitted))).toMatchObject({
      status: 'BLIND',
      scores,
      overall: 47,
      stars: 5,
      review,
      submittedAt: COMPLETED,
      version: 2,
    }));

  it('is published with both sides', () =>
    expect(project(ratings, ...stored(opened, submitted, buyerRated, publishedOfBoth))).toMatchObject({
      status: 'PUBLISHED',
      publishedAt: COMPLETED,
      counterRating: { score: 4, submittedAt: COMPLETED, publishedAt: COMPLETED },
    }));

  it('stays unrated where the seller alone rated', () => {
    const document = project(ratings, ...stored(opened, buyerRated, closed));
    expect(document).toMatchObject({ status: 'UNRATED', counterRating: { score: 4 } });
    expect(document).not.toHaveProperty('publishedAt');
  });

  it('carries the reply', () =>
    expect(
      project(ratings, ...stored(opened, submitted, buyerRated, publishedOfBoth, replied)),
    ).toMatchObject({
      reply: { body: 'Thank you, Bea!', repliedAt: COMPLETED },
    }));

  it('holds nothing of the private answer', () => {
    const inPrivate = { ...submitted, data: { ...submitted.data, privateTextId: 'txt_1' } } as RatingEvent;
    expect(JSON.stringify(project(ratings, ...stored(opened, inPrivate)))).not.toMatch(
      /private|satisf|txt_/i,
    );
  });
});

describe('gigRatings', () => {
  it('counts what is published, by month and by stars', () =>
    expect(project(gigRatings, ...stored(opened, submitted, closed, publishedByWindow))).toEqual({
      id: GIG,
      count: 1,
      stars: [0, 0, 0, 0, 1],
      months: { '2026-01': { count: 1, overall: 47, quality: 5, communication: 4, value: 5 } },
    }));

  it('does not count what is blind', () =>
    expect(project(gigRatings, ...stored(opened, submitted))).toBeUndefined());

  it.each([
    [10, 1],
    [13, 1],
    [17, 2],
    [33, 3],
    [37, 4],
    [43, 4],
    [47, 5],
    [45, 5],
    [44, 4],
  ])('%i tenths are %i stars', (overall, stars) => {
    const event = { ...publishedOfBoth, data: { ...publishedOfBoth.data, overall } } as RatingEvent;
    const document = project(gigRatings, ...stored(event));
    expect(document!.stars!.indexOf(1) + 1).toBe(stars);
  });

  it('changes nothing when the same event comes again', () => {
    const [event] = stored(publishedOfBoth);
    expect(project(gigRatings, event!, event!)).toMatchObject({ count: 1 });
  });
});

describe('memberRatings', () => {
  it('counts for the seller what the buyer said, and the other way round', () => {
    const documents = projectAll(memberRatings, ...stored(publishedOfBoth));
    expect(documents[SAM]!.body).toMatchObject({
      asSeller: { count: 1, months: { '2026-01': { overall: 47 } } },
    });
    expect(documents[BEA]!.body).toEqual({
      id: BEA,
      asBuyer: { count: 1, stars: [0, 0, 0, 1, 0], months: { '2026-01': { count: 1, overall: 40 } } },
    });
  });

  it('has nothing of a buyer whom no seller rated', () =>
    expect(Object.keys(projectAll(memberRatings, ...stored(publishedByWindow)))).toEqual([SAM]));

  it('counts nothing where the seller alone rated', () =>
    expect(projectAll(memberRatings, ...stored(opened, buyerRated, closed))).toEqual({}));
});

describe('timers', () => {
  const dueAt = (...events: RatingEvent[]) => project(timers, ...stored(...events))!.dueAt;

  it('closes the window when it is due', () => expect(dueAt(opened, submitted)).toBe(CLOSES));
  it.each([
    ['both have rated', publishedOfBoth],
    ['the window is closed', closed],
  ])('ends when %s', (_, end) => expect(dueAt(opened, end)).toMatch(/^9999/));
});
