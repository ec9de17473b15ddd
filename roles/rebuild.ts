import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../kernel/canonical.ts';
import type { Hosted } from '../kernel/host.ts';
import { viewDefinition, viewName } from '../kernel/projection.ts';
import { ACTIVITY, viewsOf, type Fed } from '../kernel/run-views.ts';
import { startBuilders } from './operations/replay-builders.ts';
import { announce } from './operations/running-builds.ts';
import { untilAnswered } from './patience.ts';
import type { Stored, View } from '../kernel/view-store/view-store.ts';

export type Replayed = {
  view: string;
  events: number;
  documents: number;
  differing: string[];
  /** False where it differs and is not to be repaired, or where the live one changed each time before it could be. */
  replaced: boolean;
  seconds: number;
};

const TRIES = 20;

/** The views of a service that can be replayed; presence stands outside. */
export const replayableViews = (hosted: Hosted): Fed[] =>
  viewsOf(hosted).filter(({ topics }) => !Object.hasOwn(topics, ACTIVITY));

/**
 * Builds a fresh copy of a view from position 0 beside the live one, compares the two and, unless they
 * differ, puts it in the live one's place. A live one that lags a little is given time to catch up. `repairs`: the
 * copy is put there although they differ.
 * Rejects with NewerSchemaError where a newer build has written.
 */
export const replayView = async (
  hosted: Hosted,
  fed: Fed,
  { repairs = false }: { repairs?: boolean } = {},
): Promise<Replayed> => {
  const { viewStore } = hosted.stores;
  const started = performance.now();
  const liveName = viewName(fed.projection);
  const copyName = `${liveName}.${hosted.host.ids.next('replay')}`; // of this run alone
  const announced = await announce(hosted, [copyName]); // or it would be dropped as one left behind
  const openBoth = async () => {
    const copy = await viewStore.open({ ...viewDefinition(fed.projection), name: copyName });
    return { copy, live: await viewStore.open(viewDefinition(fed.projection)) };
  };
  const printed = async (name: string) => ({ name, fingerprint: await viewStore.fingerprint(name) });
  const { copy, live } = await untilAnswered(openBoth, hosted.host.log);

  let events = 0;
  let compared = { documents: 0, differing: [''] };
  let replaced = false;
  const builders = await startBuilders(hosted, fed, copy);
  try {
    const compareAndReplace = async () => {
      const [before, built] = [await printed(liveName), await printed(copyName)];
      compared = await compare(live, copy);
      return (repairs || compared.differing.length === 0) && viewStore.replace(before, built);
    };
    for (let tries = 1; tries <= TRIES && !replaced; tries += 1) {
      events += await builders.catchUp();
      replaced = await untilAnswered(compareAndReplace, hosted.host.log);
      if (!replaced) await sleep(100); // events went on meanwhile
    }
  } finally {
    await builders.close();
    await untilAnswered(() => viewStore.drop(copyName), hosted.host.log);
    await announced.close();
  }
  const seconds = (performance.now() - started) / 1_000;
  return { view: `${hosted.host.service}.${fed.projection.view}`, events, ...compared, replaced, seconds };
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
