import { beforeEach, describe, expect, it } from '@jest/globals';
import { createQuiet } from '../../kernel/event-store/mongo-quiet.ts';

let time = 0;
let quiet: ReturnType<typeof createQuiet>;
beforeEach(() => {
  time = 1_000;
  quiet = createQuiet(() => time);
});

const lookEvery200msFor = (milliseconds: number) => {
  for (const until = time + milliseconds; time < until; time += 200) quiet.gave(0);
};

describe('a store that gives the numbers', () => {
  it('asks again for what it found nothing of, unless it looks for what waits', () => {
    quiet.reading(7_001)(0);
    expect(quiet.isQuiet(7_001)).toBe(false);
    quiet.gave(0);
    time += 1;
    expect(quiet.isQuiet(7_001)).toBe(true);
    expect(quiet.isQuiet(6_001)).toBe(false);
  });

  it('asks again after a second, in which another may have given some', () => {
    quiet.gave(0);
    quiet.reading(7_001)(0);
    lookEvery200msFor(800);
    expect(quiet.isQuiet(7_001)).toBe(true);
    lookEvery200msFor(200);
    expect(quiet.isQuiet(7_001)).toBe(false);
  });

  it('asks again as soon as it has given one, even while it was reading', () => {
    quiet.gave(0);
    quiet.reading(7_001)(0);
    time += 1;
    quiet.gave(1);
    expect(quiet.isQuiet(7_001)).toBe(false);
    const found = quiet.reading(7_001);
    time += 1;
    quiet.gave(1);
    found(0);
    expect(quiet.isQuiet(7_001)).toBe(false);
  });

  it('asks again once it does not look for what waits any more: then another gives the numbers', () => {
    quiet.gave(0);
    quiet.reading(7_001)(0);
    time += 900;
    expect(quiet.isQuiet(7_001)).toBe(false);
  });

  it('is not quiet after what it found something of', () => {
    quiet.gave(0);
    quiet.reading(7_001)(3);
    expect(quiet.isQuiet(7_001)).toBe(false);
  });
});
