import type { GigSearchView } from '../projections.ts';

/** Sums of two years; `sum` in tenths of a star. */
export type Ratings = { count: number; sum: number };

/** Two years: the present month and the 23 before it, as ratings and users count, so that stars agree. */
export const firstMonth = (now: Date): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 23)).toISOString().slice(0, 'YYYY-MM'.length);

export const ratingsSince = (month: string, { ratings = {} }: Pick<GigSearchView, 'ratings'>): Ratings => {
  let [count, sum] = [0, 0];
  for (const [name, bucket] of Object.entries(ratings)) {
    if (name < month) continue;
    count += bucket.count;
    sum += bucket.sum;
  }
  return { count, sum };
};

/** 1.0 to 5.0 in hundredths; null without ratings. */
export const averageOf = ({ count, sum }: Ratings): number | null =>
  count === 0 ? null : Math.round((sum * 10) / count) / 100;
