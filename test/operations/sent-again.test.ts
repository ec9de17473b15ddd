import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { topicOf } from '../../kernel/publisher.ts';
import type { Hosted } from '../../kernel/host.ts';
import { eventsOn, type Placed } from '../../roles/operations/topic.ts';
import { recoverLog } from '../../roles/operations/recover-log.ts';
import { range } from '../contracts/places.ts';
import { describeSites, type Site } from './site.ts';
import { expectBoards, operate, startTown, work } from './town.ts';

jest.setTimeout(170_000);
const OFTEN = 150;

describeSites((create) => {
  let site: Site;
  beforeEach(async () => void (site = await create()));
  afterEach(() => site.discard());

  /** An early event of each stream, so often that nothing else is near the end of its partition. */
  const sendAgain = async ({ host: { bus } }: Hosted) => {
    const topic = topicOf('counters');
    const firsts = new Map<string, Placed>();
    for await (const placed of eventsOn(bus, topic))
      if (placed.headers['type'] === 'Added' && !firsts.has(placed.key)) firsts.set(placed.key, placed);
    const again = [...firsts.values()].map(({ key, value, headers }) => ({ key, value, headers }));
    for (const batch of range(OFTEN / 50).map(() => range(50).flatMap(() => again)))
      await bus.publish(topic, batch);
  };

  it('a topic whose old events came once more is not taken for one that was lost', async () => {
    const before = await startTown(site);
    await work(before, 0, 12);
    await before.close();
    await operate(site, ({ counters }) => sendAgain(counters!));

    const after = await startTown(site);
    await work(after, 12, 14);
    await expectBoards(after, 14);
    await after.close();
  });

  it('nor are its events taken for lost by who recovers an older log', async () => {
    const before = await startTown(site);
    await work(before, 0, 6);
    await before.close();
    const putBack = await site.backUp('counters');
    const after = await startTown(site);
    await work(after, 6, 12);
    await after.close();
    await operate(site, ({ counters }) => sendAgain(counters!));
    await putBack();
    const recovered = await operate(site, ({ counters }) => recoverLog(counters!));
    expect(recovered).toMatchObject({ commits: 12, refilled: [] });
    expect(recovered.lostUpTo).toBeUndefined();

    const again = await startTown(site);
    await work(again, 12, 14);
    await expectBoards(again, 14);
    await again.close();
  });
});
