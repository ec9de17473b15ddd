import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../kernel/canonical.ts';
import { days, later } from '../../kernel/clock.ts';
import type { Projection } from '../../kernel/projection.ts';
import type { RatingEvent } from '../../subgraphs/ratings/events.ts';
import { gigRatings, memberRatings, ratings, timers } from '../../subgraphs/ratings/projections.ts';
import { counting, NO_RATINGS, type Tally } from '../../subgraphs/ratings/projections/tally.ts';
import { breakdownOf, summaryOf } from '../../subgraphs/ratings/resolvers/breakdown.ts';
import { projectAll } from '../recorded.ts';
import { eventsOf, lives, merged, type Life } from './many.ts';
import { COMPLETED } from './story.ts';

const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });
const streamsOf = (all: Life[]) => all.map(eventsOf);

describe('merges of many ratings', () => {
  const bodies = (projection: unknown, all: Life[], order: number[]) => {
    const documents = projectAll(
      projection as Projection<{ id: string }, RatingEvent>,
      ...merged(streamsOf(all), order),
    );
    return canonicalJson(
      Object.fromEntries(
        Object.entries(documents).map(([id, { body, state, broken }]) => [id, { body, state, broken }]),
      ),
    );
  };

  it.each(Object.entries({ ratings, gigRatings, memberRatings, timers }))(
    '%s is the same in every order that keeps each stream’s own',
    (_, projection) =>
      fc.assert(
        fc.property(lives, picks, picks, (all, one, other) =>
          expect(bodies(projection, all, one)).toBe(bodies(projection, all, other)),
        ),
      ),
  );
});

describe('what is counted', () => {
  const publishedOf = (all: Life[], gig: number) => all.filter((life) => life.gig === gig && life.scores);

  it('the stars add up to the count, and the count is what was published (R23)', () =>
    fc.assert(
      fc.property(lives, picks, (all, order) => {
        const documents = projectAll(gigRatings, ...merged(streamsOf(all), order));
        for (const gig of [1, 2]) {
          const { count, distribution } = breakdownOf(tallyOf(documents[`gig_${gig}`]), new Date(COMPLETED));
          expect(distribution.map(({ stars }) => stars)).toEqual([5, 4, 3, 2, 1]);
          expect(distribution.reduce((sum, entry) => sum + entry.count, 0)).toBe(count);
          expect(count).toBe(publishedOf(all, gig).length);
        }
      }),
    ));

  it('averages equal those recomputed from the ratings themselves', () =>
    fc.assert(
      fc.property(lives, (all) => {
        const documents = projectAll(gigRatings, ...merged(streamsOf(all), [0]));
        const recent = publishedOf(all, 1)
          .map((life) => ({ life, event: eventsOf(life, 1).find(({ type }) => type === 'RatingPublished')! }))
          .filter(({ event }) => event.at.slice(0, 7) >= '2024-02');
        const { average, quality } = breakdownOf(tallyOf(documents['gig_1']), new Date(COMPLETED));
        if (recent.length === 0) return expect([average, quality]).toEqual([null, null]);
        const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
        const overall = recent.map(({ event }) => (event.data as { overall: number }).overall / 10);
        expect(average).toBeCloseTo(mean(overall), 1);
        expect(Math.abs(average! - mean(overall))).toBeLessThanOrEqual(0.005 + 1e-9);
        expect(Math.abs(quality! - mean(recent.map(({ life }) => life.scores!.quality)))).toBeLessThanOrEqual(
          0.005 + 1e-9,
        );
      }),
    ));
});

const tallyOf = (document: { body: object } | undefined) => document?.body as Tally | undefined;

describe('two years, by the clock', () => {
  const scores = { quality: 5, communication: 4, value: 3 };
  const old = counting(NO_RATINGS, { overall: 20, ...scores }, '2024-02-01T00:00:00.000Z');
  const both = counting(old, { overall: 40, ...scores }, '2026-01-15T12:00:00.000Z');

  it('counts a rating in its month and the 23 months after', () => {
    expect(summaryOf(both, new Date('2026-01-31T23:59:59.999Z'))).toEqual({ average: 3, count: 2 });
    expect(summaryOf(both, new Date('2026-02-01T00:00:00.000Z'))).toEqual({ average: 4, count: 2 });
  });

  it('has no average, but a lifetime count, when all is older', () =>
    expect(breakdownOf(both, new Date(later(COMPLETED, days(800))))).toMatchObject({
      average: null,
      quality: null,
      count: 2,
      distribution: [{}, { stars: 4, count: 1 }, {}, { stars: 2, count: 1 }, {}],
    }));

  it('has neither where nobody rated', () =>
    expect(breakdownOf(null, new Date(COMPLETED))).toMatchObject({ average: null, count: 0 }));

  it('rounds to two decimals', () => {
    const three = [50, 50, 47].reduce(
      (tally, overall) => counting(tally, { overall }, COMPLETED),
      NO_RATINGS,
    );
    expect(summaryOf(three, new Date(COMPLETED)).average).toBe(4.9);
    const thirds = [50, 50, 40].reduce(
      (tally, overall) => counting(tally, { overall }, COMPLETED),
      NO_RATINGS,
    );
    expect(summaryOf(thirds, new Date(COMPLETED)).average).toBe(4.67);
  });

  it('has no average of scores that were not asked for, as of a buyer', () =>
    expect(breakdownOf(counting(NO_RATINGS, { overall: 40 }, COMPLETED), new Date(COMPLETED))).toMatchObject({
      average: 4,
      quality: null,
      communication: null,
      value: null,
    }));
});
