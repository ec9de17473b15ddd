import type { Scores } from '../events.ts';

/** What one rating counts for. `overall` in tenths; the scores only where a buyer rates a gig. */
export type Counted = { overall: number } & Partial<Scores>;

/** Sums of one month's ratings: `overall` in tenths, the scores in stars. */
export type Month = Counted & { count: number };

/**
 * Sums that commute. By month (`2026-01`), because averages look back two years from the day they are
 * read; counts are lifetime. `stars`: how many of 1, 2, 3, 4 and 5.
 */
export type Tally = { count: number; stars: number[]; months: Record<string, Month> };

export const NO_RATINGS: Tally = { count: 0, stars: [0, 0, 0, 0, 0], months: {} };

/** Whole stars of an overall in tenths, half up: 45 is 5. */
export const starsOf = (overall: number) => Math.floor((overall + 5) / 10);

export const counting = (tally: Tally, counted: Counted, publishedAt: string): Tally => {
  const name = publishedAt.slice(0, 'YYYY-MM'.length);
  const stars = starsOf(counted.overall);
  return {
    count: tally.count + 1,
    stars: tally.stars.map((count, i) => (i === stars - 1 ? count + 1 : count)),
    months: { ...tally.months, [name]: addedTo(tally.months[name], counted) },
  };
};

const addedTo = (month: Month = { count: 0, overall: 0 }, counted: Counted): Month => {
  const { overall, quality, communication, value } = counted;
  const sums = { count: month.count + 1, overall: month.overall + overall };
  if (quality === undefined || communication === undefined || value === undefined) return sums;
  return {
    ...sums,
    quality: (month.quality ?? 0) + quality,
    communication: (month.communication ?? 0) + communication,
    value: (month.value ?? 0) + value,
  };
};
