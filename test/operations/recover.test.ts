import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Hosted } from '../../kernel/host.ts';
import { topicOf } from '../../kernel/publisher.ts';
import { openFilling } from '../../roles/filling.ts';
import { expectNoRoles } from '../../roles/operations/alone.ts';
import { announce } from '../../roles/operations/running-builds.ts';
import { recoverLog } from '../../roles/operations/recover-log.ts';
import { range } from '../contracts/places.ts';
import { add, asking, open } from '../kernel/toys/asking.ts';
import { describeSites, type Site } from './site.ts';
import { expectBoards, expectSound, logOf, operate, startTown, work, type Town } from './town.ts';

jest.setTimeout(120_000);

describeSites((create) => {
  let site: Site;
  beforeEach(async () => void (site = await create()));
  afterEach(() => site.discard());

  /** Six counters; a backup; six more; then the backup is back. Answers the whole log as it was. */
  const restoreOld = async () => {
    const before = await startTown(site);
    await work(before, 0, 6);
    await before.close();
    const putBack = await site.backUp('counters');
    const after = await startTown(site);
    await work(after, 6, 12);
    const log = await logOf(after.hosted['counters']!);
    await after.close();
    await putBack();
    return log;
  };

  const startRefused = () =>
    expect(startTown(site)).rejects.toThrow(
      /^The log of counters ends at position 12001, but .* has had up to 24001: .*npm run recover counters\.$/,
    );

  it('a log from an older backup does not start, until it is recovered: then nothing is missing', async () => {
    const log = await restoreOld();
    await startRefused();
    const recovered = await operate(site, ({ counters }) => recoverLog(counters!));
    expect(recovered).toMatchObject({ commits: 12, events: 18, refilled: [], groups: expect.any(Number) });
    expect(recovered.lostUpTo).toBeUndefined();

    const town = await startTown(site);
    expect(await logOf(town.hosted['counters']!)).toEqual(log);
    await expectSound(town);
    await expectBoards(town, 12);
    await expectRemembered(town);
    await work(town, 12, 14);
    await expectBoards(town, 14);
    await town.close();
  });

  it('a log is recovered from a topic on which others have written, too', async () => {
    await operate(site, ({ counters }) => plant(counters!));
    const log = await restoreOld();
    await operate(site, ({ counters }) => plant(counters!));
    await startRefused();
    expect(await operate(site, ({ counters }) => recoverLog(counters!))).toMatchObject({ commits: 12 });
    const town = await startTown(site);
    expect(await logOf(town.hosted['counters']!)).toEqual(log);
    await expectSound(town);
    await town.close();
  });

  it('views that have seen what no log has are emptied, and not answered from before they are filled', async () => {
    const town = await startTown(site);
    await work(town, 0, 3);
    await town.close();
    await operate(site, async ({ counters }) => {
      const { viewStore } = counters!.stores;
      const [own] = (await viewStore.views()).filter((name) => name.startsWith('counters@'));
      await viewStore.saveCheckpoint({ name: `${own}/tail`, position: 999_001 });
      expect((await openFilling(counters!)).isDone()).toBe(true);
      expect(await recoverLog(counters!)).toMatchObject({ refilled: [own], lostUpTo: 999_001 });
      expect((await openFilling(counters!)).isDone()).toBe(false);
    });
    const again = await startTown(site);
    await expectSound(again);
    await again.close();
  });

  it('a log that was written after it was restored is not mixed with its topic', async () => {
    await restoreOld();
    await operate(site, async ({ counters }) => {
      const ask = asking(counters!.handleCommand);
      await ask(add('c1', 1), { commandId: 'written-after' });
      await counters!.stores.eventStore.sequence?.();
      await expect(recoverLog(counters!)).rejects.toThrow(
        /^(Commit 13 of the log is another one|The log is not the one) on counters.events, because it was written/,
      );
    });
  });

  it('waits for nobody, but says whose roles to stop', async () => {
    const town = await startTown(site);
    await operate(site, async ({ counters }) => {
      const beating = await announce(counters!, undefined, 20);
      await expect(expectNoRoles(counters!, 200)).rejects.toThrow(
        /^Roles of counters run \(\d\): stop every counters.service and counters.worker first/,
      );
      await beating.close();
    });
    await town.close();
    await operate(site, ({ counters }) => expectNoRoles(counters!, 200));
  });

  /** On all partitions, what our publisher never sent: bytes, and events at a position that another one has. */
  const plant = async ({ host: { bus } }: Hosted) => {
    const event = {
      id: 'evt_1',
      type: 'Unknown',
      schemaVersion: 1,
      stream: 'planted',
      revision: 1,
      data: {},
    };
    const value = JSON.stringify({ ...event, at: '2026-01-15T12:00:00.000Z' });
    for (const key of range(40).map((i) => `planted-${i}`))
      await bus.publish(topicOf('counters'), [
        { key, value: 'null', headers: { position: '1' } },
        { key, value, headers: { position: '1000' } },
        { key, value, headers: { position: '99000000', commitSize: 'many' } },
      ]);
  };

  /** Commands and names of what came back are known. */
  const expectRemembered = async ({ ask, hosted }: Town) => {
    const end = await hosted['counters']!.host.eventStore.end();
    expect(await ask(add('c7', 1, 8), { commandId: 'add-7' })).toMatchObject({ isRepeat: true });
    await expect(ask(open('c99', 'b1', 'c7'))).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect(await hosted['counters']!.host.eventStore.end()).toBe(end);
  };
});
