import { describe, expect, it } from '@jest/globals';
import { sellers } from '../../subgraphs/users/projections.ts';
import { averageRating, medianResponse, onTimeRate } from '../../subgraphs/users/projections/sellers.ts';
import { project } from '../recorded.ts';
import * as story from './story.ts';

const NOW = '2026-01-20T12:00:00.000Z';
const rated = (...ratings: [overall: number, publishedAt: string][]) =>
  project(
    sellers,
    ...ratings.map(([overall, publishedAt], i) => story.published(`ord_${i}`, { overall, publishedAt })),
  )!;

describe('the average rating', () => {
  it('is null before the first', () => expect(averageRating({}, NOW)).toBeNull());

  it('is of the trailing two years, while the count is for life', () => {
    const seller = rated([50, '2023-12-31T00:00:00.000Z'], [40, '2024-02-01T00:00:00.000Z'], [43, NOW]);
    expect(averageRating(seller, NOW)).toBe(4.15);
    expect(seller.ratingsCount).toBe(3);
  });

  it('forgets by the clock alone, without an event', () => {
    const seller = rated([40, '2024-02-01T00:00:00.000Z']);
    expect(averageRating(seller, '2026-01-31T00:00:00.000Z')).toBe(4);
    expect(averageRating(seller, '2026-02-01T00:00:00.000Z')).toBeNull();
  });

  it('keeps no more than two years of months', () => {
    const years = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2020, i, 5)).toISOString());
    const seller = rated(...years.map((at): [number, string] => [45, at]));
    expect(Object.keys(seller.ratings!)).toHaveLength(24);
    expect(seller.ratingsCount).toBe(60);
  });
});

describe('the median of response times', () => {
  const seller = (...minutes: number[]) =>
    project(sellers, ...minutes.map((count, i) => story.answered(`ord_${i}`, count)))!;

  it('is null without answers', () => expect(medianResponse({}, NOW)).toBeNull());

  it.each([
    [[7], 10],
    [[1, 1, 500], 1],
    [[3, 40, 100], 45],
    [[1, 2, 3, 4], 2],
    [[9_000_000], 43_200],
  ])('of %j is %i, a step of the scale', (minutes, median) =>
    expect(medianResponse(seller(...minutes), NOW)).toBe(median),
  );

  it('is of the last 13 weeks', () =>
    expect(medianResponse(seller(7), '2026-05-01T00:00:00.000Z')).toBeNull());
});

describe('the rate of deliveries on time', () => {
  it('is null before the first delivery', () => expect(onTimeRate({})).toBeNull());
  it('is a share', () => expect(onTimeRate({ deliveries: { onTime: 2, total: 3 } })).toBe(0.67));
});
