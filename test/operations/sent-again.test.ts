import { afterEach, beforeEach, it, jest } from '@jest/globals';
import { topicOf } from '../../kernel/publisher.ts';
import type { Hosted } from '../../kernel/host.ts';
import { eventsOn, type Placed } from '../../roles/operations/topic.ts';
import { range } from '../contracts/places.ts';
import { describeSites, type Site } from './site.ts';
import { expectBoards, operate, startTown, work } from './town.ts';

jest.setTimeout(120_000);
const OFTEN = 150;

describeSites((create) => {
  let site: Site;
  beforeEach(async () => void (site = await create()));
  afterEach(() => site.discard());

  /** The first event of each stream, so often that nothing else is near the end of its partition. */
  const sendAgain = async ({ host: { bus } }: Hosted) => {
    const topic = topicOf('counters');
    const firsts = new Map<string, Placed>();
    for await (const placed of eventsOn(bus, topic))
      if (!firsts.has(placed.key)) firsts.set(placed.key, placed);
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
});
