import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import { accept, brief, deliver, lifeOf, place, rate, type Life, type Step } from './lives.ts';
import { heard, type Market } from './market.ts';

const STEPS = [place, brief, deliver, accept, rate];
/** A service that has not heard yet refuses, and is asked again: on a busy machine that may take some time. */
const PATIENCE = 60_000;

type Pace = {
  client: Client;
  market: Market;
  perSecond: number;
  /** Seconds between two steps of a life, in which services hear of each other. */
  apart: number;
  /** Asked before each command. */
  isOver(sent: number): boolean;
};

/**
 * Commands are sent when they are due, whether or not those of other lives before are answered; resolves when all
 * are, and rejects soon after one has failed.
 */
export const atSteadyPace = async ({ client, market, perSecond, apart, isOver }: Pace) => {
  const lives: { life: Life; done: Promise<unknown> }[] = [];
  let failed: { error: unknown } | undefined;
  const send = async (step: Step, { life, done }: (typeof lives)[number]) => {
    await done;
    const asking = withKey(client, randomUUID());
    if (!failed) await heard(() => step(asking, life), PATIENCE).catch((error) => (failed ??= { error }));
  };
  const newLife = (n: number) => ({ life: lifeOf(market, n), done: Promise.resolve() as Promise<unknown> });
  const livesBetween = Math.ceil((apart * perSecond) / STEPS.length);
  const sent: Promise<unknown>[] = [];
  const started = performance.now();
  for (let n = 0; !failed && !isOver(n); n += 1) {
    await sleep(Math.max(0, started + (n * 1_000) / perSecond - performance.now()));
    const step = n % STEPS.length;
    const index = Math.floor(n / STEPS.length) - step * livesBetween;
    if (step === 0) lives[index] = newLife(index);
    // At first there are no lives that are so far yet: these are begun, and left.
    const one = lives[index] ?? newLife(n);
    one.done = send(index < 0 ? place : STEPS[step]!, one);
    sent.push(one.done);
  }
  await Promise.all(sent);
  if (failed) throw failed.error;
};

/** However often the same is asked, it is done once. */
const withKey = ({ ask, mutate }: Client, idempotencyKey: string): Client => ({
  ask,
  mutate: (token, [name, input, ...fields]) => mutate(token, [name, { ...input, idempotencyKey }, ...fields]),
});
