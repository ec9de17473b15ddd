import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { recoverLog } from '../../roles/operations/recover-log.ts';
import { dyingAfter, throughDeaths } from './dying.ts';
import { describeSites, type Site } from './site.ts';
import { expectBoards, expectSound, logOf, operate, startTown, work } from './town.ts';

jest.setTimeout(170_000);

describeSites((create) => {
  let site: Site;
  beforeEach(async () => void (site = await create()));
  afterEach(() => site.discard());

  const recover = (steps: number) =>
    operate(site, ({ counters }) => recoverLog(dyingAfter(counters!, steps)));

  it('killed after each of its steps and run again, the log is whole, with nothing twice', async () => {
    const before = await startTown(site);
    await work(before, 0, 4);
    await before.close();
    const putBack = await site.backUp('counters');
    const after = await startTown(site);
    await work(after, 4, 10);
    const whole = await logOf(after.hosted['counters']!);
    await after.close();
    await putBack();

    const lengths: number[] = [];
    const { result, deaths } = await throughDeaths(recover, async () => {
      const log = await operate(site, ({ counters }) => logOf(counters!));
      lengths.push(log.length);
      expect(log).toEqual(whole.slice(0, log.length));
      // What is half put back is no log that anybody may write to.
      if (log.length < whole.length)
        await expect(startTown(site)).rejects.toThrow(/Run npm run recover counters\.$/);
    });
    expect(deaths).toBeGreaterThanOrEqual(4);
    expect(lengths).toEqual(expect.arrayContaining([8, 14, 20]));
    expect(result).toMatchObject({ commits: 0 }); // the last of them had put all back
    expect(await recover(Infinity)).toMatchObject({ commits: 0, events: 0, refilled: [] });

    const town = await startTown(site);
    expect(await logOf(town.hosted['counters']!)).toEqual(whole);
    await work(town, 10, 12);
    await expectSound(town);
    await expectBoards(town, 12);
    await town.close();
  });
});
