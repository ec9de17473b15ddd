/** What is counted by a period of time, under the period's number. */
export type Buckets<T> = Record<string, T>;

/**
 * Adds to one period and drops those that are `span` or more older than the newest, in whatever order
 * they come: a bounded document, and the same one.
 */
export const addTo = <T>(
  buckets: Buckets<T>,
  { period, span }: { period: number; span: number },
  add: (old: T | undefined) => T,
): Buckets<T> => {
  const added: Buckets<T> = { ...buckets, [period]: add(buckets[period]) };
  const newest = Math.max(...Object.keys(added).map(Number));
  return Object.fromEntries(Object.entries(added).filter(([number]) => Number(number) > newest - span));
};

/** The `span` periods up to and with the present one. */
export const recent = <T>(buckets: Buckets<T>, { period, span }: { period: number; span: number }): T[] =>
  Object.entries(buckets)
    .filter(([number]) => Number(number) > period - span && Number(number) <= period)
    .map(([, bucket]) => bucket);

/** Months since the year 0 of an ISO instant. */
export const monthOf = (instant: string) =>
  Number(instant.slice(0, 4)) * 12 + Number(instant.slice(5, 7)) - 1;

/** Weeks since 1970 of an ISO instant. */
export const weekOf = (instant: string) => Math.floor(Date.parse(instant) / (7 * 86_400_000));
