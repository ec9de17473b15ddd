/** The only source of the present time, so that tests and seeds own it. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** Stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now() {
    return new Date(this.#now);
  }

  advance(milliseconds: number) {
    this.#now += milliseconds;
  }

  moveTo(instant: string) {
    this.#now = Date.parse(instant);
  }
}

export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;
export const days = (count: number) => count * 86_400_000;

/** The ISO instant so many milliseconds after another. */
export const later = (instant: string, milliseconds: number) =>
  new Date(Date.parse(instant) + milliseconds).toISOString();
