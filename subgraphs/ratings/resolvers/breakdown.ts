import { NO_RATINGS, type Counted, type Month, type Tally } from '../projections/tally.ts';

const MONTHS = 24;

/** Two years: the present month and the 23 before it, as users counts for its members. */
const recent = ({ months }: Tally, now: Date): Month[] => {
  const present = monthNumber(now.toISOString());
  return Object.entries(months)
    .filter(([name]) => monthNumber(name) > present - MONTHS && monthNumber(name) <= present)
    .map(([, month]) => month);
};

/** Months since the year 0, of `2026-01` or an instant. */
const monthNumber = (name: string) => Number(name.slice(0, 4)) * 12 + Number(name.slice(5, 7));

/** To two decimals; null where nobody was asked. `unit`: how many of what is summed make one star. */
const average = (months: Month[], field: keyof Counted, unit = 1): number | null => {
  const asked = months.filter((month) => month[field] !== undefined);
  const count = asked.reduce((sum, month) => sum + month.count, 0);
  const total = asked.reduce((sum, month) => sum + month[field]!, 0);
  return count === 0 ? null : Math.round((total * 100) / (count * unit)) / 100;
};

export const summaryOf = (tally: Tally | null | undefined, now: Date) => {
  const ratings = tally ?? NO_RATINGS;
  return { average: average(recent(ratings, now), 'overall', 10), count: ratings.count };
};

export const breakdownOf = (tally: Tally | null | undefined, now: Date) => {
  const ratings = tally ?? NO_RATINGS;
  const months = recent(ratings, now);
  return {
    ...summaryOf(ratings, now),
    distribution: ratings.stars.map((count, i) => ({ stars: i + 1, count })).reverse(),
    quality: average(months, 'quality'),
    communication: average(months, 'communication'),
    value: average(months, 'value'),
  };
};
