import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../kernel/canonical.ts';
import { UnavailableError } from '../kernel/domain-error.ts';
import type { EventBus } from '../kernel/event-bus/event-bus.ts';
import type { Hosted } from '../kernel/host.ts';
import { reached } from '../kernel/points.ts';
import { viewDefinition, viewName } from '../kernel/projection.ts';
import { createProjector, type Projector } from '../kernel/projector.ts';
import { ACTIVITY, feedFromBus, viewsOf, type Fed } from '../kernel/run-views.ts';
import { announce } from './operations/running-builds.ts';
import type { Stored, View } from '../kernel/view-store/view-store.ts';

export type Replayed = {
  view: string;
  events: number;
  documents: number;
  differing: string[];
  /** False where it differs, or where the live one changed each time before it could be. */
  replaced: boolean;
  seconds: number;
};

const TRIES = 20;

/** The views of a service that can be replayed; presence stands outside. */
export const replayableViews = (hosted: Hosted): Fed[] =>
  viewsOf(hosted).filter(({ topics }) => !Object.hasOwn(topics, ACTIVITY));

/**
 * Builds a fresh copy of a view from position 0 beside the live one, compares the two and, unless they
 * differ, puts it in the live one's place. A live one that lags a little is given time to catch up.
 * Rejects with NewerSchemaError where a newer build has written.
 */
export const replayView = async (hosted: Hosted, fed: Fed): Promise<Replayed> => {
  const { viewStore } = hosted.stores;
  const started = performance.now();
  const liveName = viewName(fed.projection);
  const copyName = `${liveName}.replay`;
  const announced = await announce(hosted, [copyName]); // or it would be dropped as one left behind
  await viewStore.drop(copyName);
  const copy = await viewStore.open({ ...viewDefinition(fed.projection), name: copyName });
  const live = await viewStore.open(viewDefinition(fed.projection));

  let events = 0;
  let compared = { documents: 0, differing: [''] };
  let replaced = false;
  const builders = await startBuilders(hosted, fed, copy);
  try {
    for (let tries = 1; tries <= TRIES && !replaced; tries += 1) {
      events += await builders.catchUp();
      const fingerprint = await viewStore.fingerprint(liveName);
      compared = await compare(live, copy);
      if (compared.differing.length === 0)
        replaced = await viewStore.replace(liveName, copyName, fingerprint);
      if (!replaced) await sleep(100); // events went on meanwhile
    }
  } finally {
    await builders.close();
    await viewStore.drop(copyName);
    await announced.close();
  }
  const seconds = (performance.now() - started) / 1_000;
  return { view: `${hosted.host.service}.${fed.projection.view}`, events, ...compared, replaced, seconds };
};

const startBuilders = async (hosted: Hosted, fed: Fed, copy: View) => {
  const projecting = { projection: fed.projection, view: copy, log: hosted.host.log };
  const own = fed.isOwn ? createOwnBuilder(hosted, createProjector(projecting)) : undefined;
  const group = `${hosted.host.service}.${hosted.host.ids.next('replay')}`;
  let fromBus = 0;
  const onFed = (events: number) => (fromBus += events);
  const hasTopics = Object.keys(fed.topics).length > 0;
  const watched = watchFailures(hosted);
  const feeding = { view: copy, group, onFed };
  const following = hasTopics ? await feedFromBus(watched.hosted, fed, feeding) : undefined;
  return {
    async catchUp() {
      const before = fromBus;
      const fromLog = (await own?.()) ?? 0;
      while (following && (await following.lag()) > 0) {
        const failure = watched.failure();
        if (failure) throw failure;
        await sleep(5);
      }
      return fromLog + fromBus - before;
    },
    async close() {
      await following?.close();
      await hosted.ground.infrastructure.bus.forget(group);
    },
  };
};

/** The same service, that tells what its consumers failed at and waiting does not mend. */
const watchFailures = (hosted: Hosted) => {
  const { bus } = hosted.host;
  let failure: unknown;
  const note = (error: unknown) => {
    if (!(error instanceof UnavailableError)) failure = error;
    throw error;
  };
  const subscribe: EventBus['subscribe'] = (subscription) =>
    bus.subscribe({ ...subscription, handle: (messages) => subscription.handle(messages).catch(note) });
  const host = { ...hosted.host, bus: { ...bus, subscribe } };
  return { hosted: { ...hosted, host }, failure: () => failure };
};

/** Folds the service's own log from where it stopped to its end; answers how many events. */
const createOwnBuilder = ({ host }: Hosted, projector: Projector) => {
  const source = { name: `${host.service}/tail`, isOwn: true };
  let position = 0;
  return async () => {
    let count = 0;
    for (;;) {
      const events = await host.eventStore.readAll(position, 2_000);
      if (events.length === 0) break;
      await projector.fold(events, source);
      reached('rebuild.mid');
      position = events.at(-1)!.position;
      count += events.length;
      if (projector.isFull()) await projector.flush();
    }
    await projector.flush();
    return count;
  };
};

/** Ids of the documents whose canonical JSON is not the same, byte for byte. */
const compare = async (live: View, copy: View) => {
  const [before, after] = [await contentsOf(live), await contentsOf(copy)];
  const ids = new Set([...before.keys(), ...after.keys()]);
  return {
    documents: after.size,
    differing: [...ids].filter((id) => before.get(id) !== after.get(id)).sort(),
  };
};

const contentsOf = async (view: View): Promise<Map<string, string>> => {
  const contents = new Map<string, string>();
  for (let afterId = ''; ;) {
    const page = await view.scan(afterId, 1_000);
    for (const stored of page) contents.set(stored.id, canonicalJson(comparable(stored)));
    if (page.length < 1_000) return contents;
    afterId = page.at(-1)!.id;
  }
};

const comparable = ({ state, broken, revision, body }: Stored) => ({ state, broken, revision, body });
