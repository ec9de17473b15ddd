/** Where this process gives the numbers, and gave none: how long it does not ask for new ones all the same; ms. */
const UNASKED = 1_000;
/** Who has not looked for what waits for so many milliseconds gives no numbers any more. */
const LOOKS_WITHIN = 800;

/**
 * What a process that gives the numbers knows: when there is nothing new. Another may give some beside it, as
 * long as both take themselves for the holder of the lease; that is found after `UNASKED`.
 */
export const createQuiet = (now = () => performance.now()) => {
  let lookedAt = -Infinity;
  let gaveAt = -Infinity;
  let nothing = { after: -1, at: -Infinity };

  return {
    /** It has looked for what waits, and given so many numbers. */
    gave(count: number) {
      lookedAt = now();
      if (count > 0) gaveAt = lookedAt;
    },

    /** Did the last read that found nothing begin at this position? */
    hadNothing: (after: number) => after === nothing.after,

    /** Can there be nothing after this position? */
    isQuiet: (after: number) =>
      after === nothing.after &&
      nothing.at > gaveAt &&
      now() < Math.min(nothing.at + UNASKED, lookedAt + LOOKS_WITHIN),

    /** Begins a read after this position; call with what it found. */
    reading(after: number) {
      const at = now();
      return (found: number) => {
        if (found === 0) nothing = { after, at };
      };
    },
  };
};
