import { setTimeout as sleep } from 'node:timers/promises';
import { Lost, Refused } from './client.ts';

const WITHIN = 10_000;
const PAUSE = 10;

const isAnswer = (error: unknown) => !(error instanceof Lost);

/** Asks until it is so, and answers what came; after `within` milliseconds it fails as the last try did. */
export const eventually = async <T>(
  check: () => Promise<T>,
  mayPass = isAnswer,
  within = WITHIN,
): Promise<T> => {
  const end = performance.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (!mayPass(error) || performance.now() > end) throw error;
    }
    await sleep(PAUSE);
  }
};

/** The same while the refusal is one of these: services hear from each other a moment later. */
export const unlessNotHeard = <T>(codes: string[], attempt: () => Promise<T>): Promise<T> =>
  eventually(
    attempt,
    (error) => error instanceof Refused && error.codes.every((code) => codes.includes(code)),
  );
