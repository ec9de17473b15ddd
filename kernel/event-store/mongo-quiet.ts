/** Where this process gives the numbers, and gave none: how long it does not ask for new ones all the same; ms. */
const UNASKED = 1_000;
/** Who has not looked for what waits for so many milliseconds gives no numbers any more. */
const LOOKS_WITHIN = 800;

/**
 * Reads of the log's end that a process which gives the numbers need not make: it knows when there is nothing new.
 * Another may give some beside it, as long as both take themselves for the holder of the lease; that is found
 * after `UNASKED`.
 */
export const createQuiet = (now = () => performance.now()) => {
  let lookedAt = -Infinity;
  let gaveAt = -Infinity;
  let nothing = { after: -1, at: -Infinity };

  const isQuiet = (after: number) =>
    after === nothing.after &&
    nothing.at > gaveAt &&
    now() < Math.min(nothing.at + UNASKED, lookedAt + LOOKS_WITHIN);

  return {
    /** It has given numbers, or others have come that had theirs. */
    gave() {
      gaveAt = now();
    },

    /** It has looked for what waits for a number. */
    looked() {
      lookedAt = now();
    },

    /** `ask`: reads after this position; told whether the last read that found nothing began there, too. */
    async read<T>(after: number, ask: (hadNothing: boolean) => Promise<T[]>): Promise<T[]> {
      if (isQuiet(after)) return [];
      const at = now();
      const found = await ask(after === nothing.after);
      if (found.length === 0) nothing = { after, at };
      return found;
    },
  };
};
