import type { Hosted } from '../../kernel/host.ts';
import { ACTIVITY, groupOf } from '../../kernel/run-views.ts';
import { topicOf } from '../../kernel/publisher.ts';
import { filledMark } from '../filling.ts';
import { declaredViews, forgetGone, observe } from './running-builds.ts';

/** A view that no running build declares; `documents` that readers would see. */
export type Unused = { service: string; name: string; documents: number; fedBy: string[] };

const MOST = 10_000_000;

type Found = { hosted: Hosted; unused: Unused[] };

/** Watches for some seconds which builds run, then lists what none of them declares, nor this one. */
export const unusedViews = async (all: Hosted[], during?: number): Promise<Found[]> => {
  // In this order: whoever made one of these has told of it by the time that is read.
  const there = await Promise.all(all.map(({ stores }) => stores.viewStore.views()));
  const builds = await observe(all, during);
  return Promise.all(
    all.map(async (hosted, i) => {
      const { alive, gone } = builds[i]!;
      await forgetGone(hosted, gone);
      const used = new Set([...declaredViews(hosted), ...alive.flatMap(({ views }) => views)]);
      const still = new Set(await hosted.stores.viewStore.views());
      const names = there[i]!.filter((name) => still.has(name) && !used.has(name)).sort();
      const topics = [...all.map(({ host }) => topicOf(host.service)), ACTIVITY];
      return { hosted, unused: await Promise.all(names.map((name) => describe(hosted, name, topics))) };
    }),
  );
};

const describe = async (hosted: Hosted, name: string, topics: string[]): Promise<Unused> => {
  const { viewStore } = hosted.stores;
  const { service, bus } = hosted.host;
  const view = await viewStore.open({ name, indexes: [] });
  const position = await viewStore.checkpoint(`${name}/tail`);
  const offsets = Object.entries(await bus.offsets(await groupOf(hosted, name), topics));
  const isRead = (topic: string) =>
    offsets.some(([place, offset]) => offset > 0 && place.startsWith(`${topic}/`));
  const fedBy = [...(position > 0 ? [`its own log, up to ${position}`] : []), ...topics.filter(isRead)];
  return { service, name, documents: await view.count(undefined, MOST), fedBy };
};

/**
 * Its place on the bus goes first: the bus refuses that while somebody reads for it. Killed in between, it is
 * listed again; and whoever needs it after all fills it anew.
 */
export const dropView = async (hosted: Hosted, name: string) => {
  const { viewStore } = hosted.stores;
  await hosted.host.bus.forget(await groupOf(hosted, name));
  for (const mark of [`${name}/tail`, filledMark(name)])
    await viewStore.saveCheckpoint({ name: mark, position: 0 });
  await viewStore.drop(name);
};
