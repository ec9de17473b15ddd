/**
 * What the load has noticed. `paid` and `rateable`: when orders were placed and completed (ms of this process)
 * of which a worker has done its part since: so much of the marketplace works.
 */
export const createLandmarks = () => {
  const odd: string[] = [];
  const stale: string[] = [];
  const worked: { since: number; at: number }[] = [];
  return {
    oddities: odd,
    staleReads: stale,
    odd: (what: string) => void odd.push(what),
    stale: (what: string) => void stale.push(what),
    /** What began at `since` was carried through by a worker. */
    worked: (since: number) => void worked.push({ since, at: performance.now() }),
    /** When something that began after this instant was carried through; undefined: nothing was yet. */
    firstAfter: (instant: number) => worked.find(({ since }) => since > instant)?.at,
  };
};

export type Landmarks = ReturnType<typeof createLandmarks>;
