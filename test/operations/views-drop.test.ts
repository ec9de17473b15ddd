import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { viewName } from '../../kernel/projection.ts';
import { topicOf } from '../../kernel/publisher.ts';
import { groupOf } from '../../kernel/run-views.ts';
import type { Hosted, Subgraph } from '../../kernel/host.ts';
import { announce, declaredViews, EVERY } from '../../roles/operations/running-builds.ts';
import { dropView, unusedViews } from '../../roles/operations/unused-views.ts';
import { replayableViews, replayView } from '../../roles/rebuild.ts';
import { until } from '../contracts/places.ts';
import { boards } from '../kernel/toys/counters.ts';
import { describeInfrastructures, type Site } from './site.ts';
import { dyingAfter } from './dying.ts';
import { expectBoards, expectSound, operate, startTown, town, work } from './town.ts';

jest.setTimeout(120_000);
const TOPIC = topicOf('counters');
/** Long enough for one sign of life of everybody. */
const A_BEAT = EVERY + 700;

const next = { ...boards, version: 2 };
const OLD = viewName(boards);
const nextBoards = (): Subgraph => {
  const { service, worker } = town['boards']!;
  const counters = { ...worker.follows['counters']!, projections: { boards: next } };
  return {
    service: { ...service, views: { boards: next } },
    worker: { ...worker, follows: { counters } },
  };
};
const nextTown = { ...town, boards: nextBoards() };

describeInfrastructures((create) => {
  let site: Site;
  beforeEach(async () => void (site = await create()));
  afterEach(() => site.discard());

  /** What `views:drop` of a build finds, and with `yes` drops; answers `service view`. */
  const viewsDrop = ({ yes = false, subgraphs = nextTown as Record<string, Subgraph>, during = 50 } = {}) =>
    operate(
      site,
      async (hosted) => {
        const found = await unusedViews(Object.values(hosted), during);
        const unused = found.flatMap((one) => one.unused.map((view) => ({ ...view, hosted: one.hosted })));
        if (yes) for (const view of unused) await dropView(view.hosted, view.name);
        return unused.map(({ hosted: _, ...view }) => view);
      },
      subgraphs,
    );

  /** All that is kept of views and of where they are. */
  const kept = () =>
    operate(
      site,
      async (hosted) => {
        const found: Record<string, unknown> = {};
        for (const [service, one] of Object.entries(hosted)) {
          const { viewStore } = one.stores;
          found[`${service} generation`] = await viewStore.generation();
          for (const name of await viewStore.views()) found[`${service} ${name}`] = await placeOf(one, name);
        }
        return found;
      },
      nextTown,
    );
  const placeOf = async (hosted: Hosted, name: string) => {
    const { viewStore } = hosted.stores;
    return {
      documents: await (await viewStore.open({ name, indexes: [] })).scan('', 100),
      checkpoint: await viewStore.checkpoint(`${name}/tail`),
      offsets: await hosted.host.bus.offsets(await groupOf(hosted, name), [TOPIC]),
    };
  };

  const runOnce = async (subgraphs: Record<string, Subgraph>, from: number, to: number) => {
    const running = await startTown(site, subgraphs);
    await work(running, from, to);
    await running.close();
  };

  it('lists and removes what no running build declares, with its place, and nothing else', async () => {
    await runOnce(town, 0, 3);
    await runOnce(nextTown, 3, 6);
    const before = await kept();
    const unused = [{ service: 'boards', name: OLD, documents: 3, fedBy: [TOPIC] }];
    expect(await viewsDrop()).toEqual(unused);
    expect(await kept()).toEqual(before); // nobody has said --yes

    expect(await viewsDrop({ yes: true })).toEqual(unused);
    const { [`boards ${OLD}`]: dropped, ...rest } = before;
    expect(dropped).toMatchObject({ documents: { length: 3 } });
    expect(await kept()).toEqual(rest);
    const place = await operate(site, ({ boards: one }) => placeOf(one!, OLD), nextTown);
    expect(place.checkpoint).toBe(0);
    expect(Object.values(place.offsets).every((offset) => offset === 0)).toBe(true);
    expect(await viewsDrop()).toEqual([
      { ...unused[0], documents: 0, fedBy: [] }, // looked at above, and so there again
    ]);
  });

  it('keeps what a running build declares, be it older or newer, and drops what one was killed with', async () => {
    await runOnce(nextTown, 0, 3);
    const old = await startTown(site);
    await work(old, 3, 6);
    expect(await viewsDrop({ yes: true, during: A_BEAT })).toEqual([]);
    await expectSound(old);
    await expectBoards(old, 6);
    await old.close();

    // One that was killed says nothing more, and its row is still there.
    await operate(site, async ({ boards: one }) => {
      const forEver = 1_000_000_000;
      await announce(one!, declaredViews(one!), forEver);
    });
    expect(await viewsDrop({ yes: true })).toMatchObject([{ name: OLD }]);
    const rows = operate(site, async ({ boards: one }) => (await one!.stores.rows.open('running')).all());
    expect(await rows).toEqual([]);
  });

  it('killed in the middle it is listed again; and a build that is rolled back fills its view anew', async () => {
    await runOnce(town, 0, 3);
    await runOnce(nextTown, 3, 6);
    const dying = operate(site, async ({ boards: one }) => dropView(dyingAfter(one!, 1), OLD), nextTown);
    await expect(dying).rejects.toThrow('died after 1 steps');
    expect(await viewsDrop({ yes: true })).toMatchObject([{ name: OLD, fedBy: [] }]);

    const back = await startTown(site);
    await work(back, 6, 8);
    await until(async () => (await back.missing()).length === 0);
    await expectSound(back);
    await expectBoards(back, 8);
    await back.close();
  });

  it('leaves the copy of a replay alone while that runs, and removes one that was left behind', async () => {
    await runOnce(town, 0, 6);
    const copyIn = async ({ stores }: Hosted) =>
      (await stores.viewStore.views()).find((name) => name.startsWith(`${OLD}.replay`));
    let isOver = false;
    const replaying = operate(site, async ({ boards: one }) => {
      const [fed] = replayableViews(one!);
      const slow = slowly(one!, () => until(() => isOver, 60_000));
      return replayView(slow, fed!);
    });
    await until(() => operate(site, async ({ boards: one }) => (await copyIn(one!)) !== undefined));
    expect(await viewsDrop({ yes: true, during: A_BEAT, subgraphs: town })).toEqual([]);
    isOver = true;
    expect(await replaying).toMatchObject({ differing: [], replaced: true, documents: 3 });

    const copy = `${OLD}.replay_killed`;
    await operate(site, ({ boards: one }) => one!.stores.viewStore.open({ name: copy, indexes: [] }));
    expect(await viewsDrop({ yes: true, subgraphs: town })).toMatchObject([{ name: copy, documents: 0 }]);
  });
});

/** The same service, whose views take their time to be compared. */
const slowly = (hosted: Hosted, wait: () => Promise<void>): Hosted => {
  const { viewStore } = hosted.stores;
  const fingerprint = async (name: string) => {
    await wait();
    return viewStore.fingerprint(name);
  };
  return { ...hosted, stores: { ...hosted.stores, viewStore: { ...viewStore, fingerprint } } };
};
