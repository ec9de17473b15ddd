const MOST_MINUTES = 8;

/** A part that hangs ends the run, and says so. */
export const inTime = async (part: string, work: () => Promise<void>): Promise<void> => {
  const end = setTimeout(() => {
    console.error(`Expected ${part} to end within ${MOST_MINUTES} minutes; it did not.`);
    process.exit(1);
  }, MOST_MINUTES * 60_000);
  await work().finally(() => clearTimeout(end));
};
