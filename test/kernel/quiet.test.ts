import { beforeEach, describe, expect, it } from '@jest/globals';
import { createQuiet } from '../../kernel/event-store/mongo-quiet.ts';

let time = 0;
let quiet: ReturnType<typeof createQuiet>;
beforeEach(() => {
  time = 1_000;
  quiet = createQuiet(() => time);
});

const lookEvery200msFor = (milliseconds: number) => {
  for (const until = time + milliseconds; time < until; time += 200) quiet.looked();
};

/** Whether the store was asked for what is behind this position. */
const asks = async (after: number, found: number[] = []) => {
  let isAsked = false;
  await quiet.read(after, async () => ((isAsked = true), found));
  return isAsked;
};

describe('a store that gives the numbers', () => {
  it('asks again for what it found nothing of, unless it looks for what waits', async () => {
    await asks(7_001);
    expect(await asks(7_001)).toBe(true);
    quiet.looked();
    time += 1;
    expect(await asks(7_001)).toBe(false);
    expect(await asks(6_001)).toBe(true);
  });

  it('asks again after a second, in which another may have given some', async () => {
    quiet.looked();
    await asks(7_001);
    lookEvery200msFor(800);
    expect(await asks(7_001)).toBe(false);
    lookEvery200msFor(200);
    expect(await asks(7_001)).toBe(true);
  });

  it('asks again as soon as it has given one', async () => {
    quiet.looked();
    await asks(7_001);
    time += 1;
    quiet.gave();
    expect(await asks(7_001)).toBe(true);
  });

  it('asks again where it has given one while it was reading', async () => {
    quiet.looked();
    await quiet.read(7_001, async () => {
      time += 1;
      quiet.gave();
      return [];
    });
    expect(await asks(7_001)).toBe(true);
  });

  it('asks again once it does not look for what waits any more: then another gives the numbers', async () => {
    quiet.looked();
    await asks(7_001);
    time += 900;
    expect(await asks(7_001)).toBe(true);
  });

  it('asks again after what it found something of', async () => {
    quiet.looked();
    await asks(7_001, [7_002]);
    expect(await asks(7_001)).toBe(true);
  });

  it('says whether it found nothing there before', async () => {
    const before: boolean[] = [];
    const read = async (hadNothing: boolean) => (before.push(hadNothing), []);
    await quiet.read(7_001, read);
    await quiet.read(7_001, read);
    await quiet.read(8_001, read);
    expect(before).toEqual([false, true, false]);
  });
});
