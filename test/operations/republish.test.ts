import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { hostService, type Hosted } from '../../kernel/host.ts';
import { messageOf, topicOf } from '../../kernel/publisher.ts';
import { asLeader } from '../../roles/operations/alone.ts';
import { republishLog } from '../../roles/operations/republish-log.ts';
import { runAll } from '../../roles/run-all.ts';
import { asking } from '../kernel/toys/asking.ts';
import { dyingAfter, throughDeaths } from './dying.ts';
import { describeInfrastructures, type Site } from './site.ts';
import { expectBoards, expectSound, groundOn, logOf, operate, startTown, town, work } from './town.ts';

jest.setTimeout(170_000);
const TOPIC = topicOf('counters');

describeInfrastructures((create, isOnServers) => {
  let site: Site;
  beforeEach(async () => void (site = await create()));
  afterEach(() => site.discard());

  /** Eight counters, three events each. */
  const beforeTheLoss = async () => {
    const before = await startTown(site);
    await work(before, 0, 8);
    await before.close();
  };
  const lose = () => operate(site, ({ counters }) => counters!.host.bus.remove(TOPIC));
  const republishIn = (hosted: Record<string, Hosted>, anew = false) =>
    republishLog({ hosted: hosted['counters']!, all: Object.values(hosted), anew });
  const republish = (anew = false) => operate(site, (hosted) => republishIn(hosted, anew));

  const startRefused = () =>
    expect(startTown(site)).rejects.toThrow(
      /^The log of counters was published up to position 16001, but .* ends at 0: .*npm run republish counters\.$/,
    );

  const expectAsBefore = async () => {
    const after = await startTown(site);
    await after.settled();
    await expectBoards(after, 8);
    await work(after, 8, 10);
    await expectSound(after);
    await expectBoards(after, 10);
    await after.close();
  };

  it('a topic that was lost lets no role start, until its log is published again: then nothing is missing or twice', async () => {
    await beforeTheLoss();
    await lose();
    await startRefused();
    // boards: its view and its reaction.
    expect(await republish()).toEqual({ events: 24, found: 0, groups: 2 });
    await expectAsBefore();
  });

  it('a service that has lost its views too fills them from what was published again', async () => {
    await beforeTheLoss();
    await lose();
    await republish();
    await site.loseViews('boards');
    await expectAsBefore();
  });

  it('is done once: a topic that is whole is left as it is, and so are those who follow it', async () => {
    await beforeTheLoss();
    await lose();
    await republish();
    const ends = await operate(site, ({ counters }) => counters!.host.bus.ends(TOPIC));
    expect(await republish()).toEqual({ events: 0, found: 24, groups: 0 });
    expect(await operate(site, ({ counters }) => counters!.host.bus.ends(TOPIC))).toEqual(ends);
  });

  it.each([false, true])(
    'killed after each of its steps and run again (anew: %s), it is whole',
    async (anew) => {
      await beforeTheLoss();
      if (!anew) await lose();
      const attempt = (steps: number) =>
        operate(site, (hosted) =>
          republishIn({ ...hosted, counters: dyingAfter(hosted['counters']!, steps) }, anew),
        );
      const { result, deaths } = await throughDeaths(attempt);
      expect(deaths).toBeGreaterThanOrEqual(anew ? 5 : 4);
      expect(result.events).toBeLessThanOrEqual(24);
      expect(await republish()).toEqual({ events: 0, found: 24, groups: 0 });
      await expectAsBefore();
    },
  );

  it('killed in the middle of a page, the publisher goes on where it was', async () => {
    await beforeTheLoss();
    await lose();
    // The checkpoint is back at 0, and half of the page is there.
    const dying = operate(site, (hosted) =>
      republishIn({ ...hosted, counters: dyingAfter(hosted['counters']!, 2) }),
    );
    await expect(dying).rejects.toThrow('died after 2 steps');
    await expectAsBefore();
  });

  it('a topic that was cut off within a commit gets the rest of it', async () => {
    await beforeTheLoss();
    await lose();
    await operate(site, async ({ counters }) => {
      const messages = (await logOf(counters!)).flatMap((commit) =>
        commit.events.map((event) => messageOf(event, commit)),
      );
      await counters!.host.bus.publish(TOPIC, messages.slice(0, -1));
    });
    await expect(startTown(site)).rejects.toThrow(/ends at 16000: .*npm run republish counters\.$/);
    expect(await republish()).toEqual({ events: 1, found: 23, groups: 2 });
    await expectAsBefore();
  });

  it('a topic that was lost and written on lets no role start, and is written anew when that is asked for', async () => {
    await beforeTheLoss();
    await lose();
    await operate(site, async ({ counters }) => {
      const [last] = await counters!.stores.eventStore.readCommits(15, 1);
      await counters!.host.bus.publish(
        TOPIC,
        last!.events.map((event) => messageOf(event, last!)),
      );
    });
    await expect(startTown(site)).rejects.toThrow(
      /^counters.events does not begin with .*: it was lost, .*npm run republish counters -- --anew\.$/,
    );
    await expect(republish()).rejects.toThrow(
      /lacks position 1000, but holds 16000: .* With -- --anew the topic is deleted and written again\.$/,
    );
    expect(await republish(true)).toEqual({ events: 24, found: 0, groups: 2 });
    await expectAsBefore();
  });

  it('a topic that is ahead of the log is for recover', async () => {
    const before = await startTown(site);
    await work(before, 0, 2);
    await before.close();
    const putBack = await site.backUp('counters');
    const after = await startTown(site);
    await work(after, 2, 4);
    await after.close();
    await putBack();
    for (const anew of [false, true])
      await expect(republish(anew)).rejects.toThrow(/ends at 4001: run npm run recover counters first\.$/);
  });

  // On SQLite a lock on the folder keeps them apart: commands.test.ts.
  (isOnServers ? describe : describe.skip)('while roles run', () => {
    it('is refused while a worker of the service does', async () => {
      const running = await startTown(site);
      await work(running, 0, 2);
      const asked = operate(site, (hosted) =>
        asLeader(hosted['counters']!, () => republishIn(hosted), 1_500),
      );
      await expect(asked).rejects.toThrow(
        /^A counters\.worker runs .*: stop every counters\.worker first, and begin again\.$/,
      );
      await work(running, 2, 4);
      await expectSound(running);
      await running.close();
    });

    it('is refused while a worker does that follows it', async () => {
      await beforeTheLoss();
      const following = await runAll(await groundOn(site), { boards: town['boards']! }, [randomBytes(32)]);
      await expect(republish(true)).rejects.toThrow(/: stop every boards\.worker first, and begin again\./);
      await following.close();
      await expectAsBefore();
    });

    it('takes commands meanwhile: what was written is published', async () => {
      await beforeTheLoss();
      await lose();
      const ground = await groundOn(site);
      const service = await hostService(ground, town['counters']!);
      const ask = asking(service.handleCommand);
      const [republished] = await Promise.all([republish(), work({ ask, settled: async () => {} }, 8, 10)]);
      expect(republished).toMatchObject({ events: 24, groups: 2 });
      await ground.infrastructure.close();
      const after = await startTown(site);
      await expectSound(after);
      await expectBoards(after, 10);
      await after.close();
    });
  });
});
