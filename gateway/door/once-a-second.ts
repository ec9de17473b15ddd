import { setTimeout as sleep } from 'node:timers/promises';

const SECOND = 1_000;

/**
 * A text that is made once a second, however many ask: who comes too early waits for the next one, and all get the
 * same bytes. None is kept, so that nobody gets what is older than the question.
 */
export const onceASecond = (make: () => Promise<string>): (() => Promise<Uint8Array>) => {
  let next: Promise<Uint8Array> | undefined;
  let notBefore = 0;
  const makeInTime = async () => {
    await sleep(Math.max(0, notBefore - performance.now()), undefined, { ref: false });
    next = undefined; // what is being made may miss what somebody who asks from now on knows of
    notBefore = performance.now() + SECOND;
    return Buffer.from(await make());
  };
  return () => (next ??= makeInTime());
};
