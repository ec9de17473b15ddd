import { days, hours } from '../kernel/clock.ts';
import type { World } from './world.ts';

/** Something that somebody does; `at` in epoch ms. */
export type Step = { at: number; run(): Promise<unknown> };

/** From the beginning of its first day to its end, in epoch ms. */
export type Span = { start: number; until: number };

/**
 * Lets things happen in the order of time, a day at a stretch. At the end of each day everything that
 * follows from it happens too: payments, timers, views. So steps that build on that are a day apart.
 */
export const tell = async (
  { clock, fireTimers }: World,
  steps: Step[],
  { start, until }: Span,
): Promise<void> => {
  const waiting = [...steps].sort((a, b) => a.at - b.at);
  for (let endOfDay = start + days(1); ; endOfDay += days(1)) {
    const stop = Math.min(endOfDay, until);
    while (waiting.length > 0 && waiting[0]!.at < stop) {
      const step = waiting.shift()!;
      clock.moveTo(new Date(Math.max(step.at, clock.now().getTime())).toISOString());
      await step.run();
    }
    clock.moveTo(new Date(stop).toISOString());
    await fireTimers();
    if (stop === until) return;
  }
};

/** A moment of a day, counted from the story's start: people act between 7 and 22 o'clock. */
export const momentOf = (start: number, day: number, fraction: number) =>
  start + days(day) + hours(7) + Math.floor(fraction * hours(15));
