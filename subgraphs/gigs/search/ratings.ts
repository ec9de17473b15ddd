import type { GigSearchView } from '../projections.ts';

/** Sums of two years; `sum` in tenths of a star. */
export type Ratings = { count: number; sum: number };

/** The month two years before: ratings from it on count, so that each counts for two full years. */
export const firstMonth = (now: Date): string => {
  const today = now.toISOString();
  return `${Number(today.slice(0, 4)) - 2}${today.slice(4, 'YYYY-MM'.length)}`;
};

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
