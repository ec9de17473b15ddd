import { afterEach, beforeEach } from '@jest/globals';
import { viewDefinition } from '../../kernel/projection.ts';
import { replayableViews, replayView, type Replayed } from '../../roles/rebuild.ts';
import { range } from '../contracts/places.ts';
import { add, close, note, open } from '../kernel/toys/asking.ts';
import { BREAKS } from '../kernel/toys/counters.ts';
import { contentsOf, runToys, type Toys } from '../kernel/toys/running.ts';

const quiet = { info() {}, warn() {}, error() {} };

/** Of what `live` of `useToys` leaves. */
export const EVENTS = 12 + 60 * 2 + 3;

/** Toy services for each test, whose views are rebuilt. */
export const useToys = () => {
  let toys: Toys;
  beforeEach(async () => void (toys = await runToys({ log: quiet })));
  afterEach(() => toys.close());

  const fedOf = (service: string, view: string) =>
    replayableViews(toys.hosted[service]!).find(({ projection }) => projection.view === view)!;
  const liveOf = (service: string, view: string) =>
    toys.hosted[service]!.stores.viewStore.open(viewDefinition(fedOf(service, view).projection));

  return {
    toys: () => toys,
    fedOf,
    liveOf,
    replay: (service: string, view: string, how?: { repairs: boolean }): Promise<Replayed> =>
      replayView(toys.hosted[service]!, fedOf(service, view), how),

    /** What two builds of one history agree in: where a stream's duplicates fell in its batches does not matter. */
    bodiesOf: async (service: string, view: string) =>
      (await contentsOf(await liveOf(service, view))).map(({ id, body, state, revision }) => ({
        id,
        body,
        state,
        revision,
      })),

    /** Twelve counters on three boards; one is closed, one is broken, one has a note as its last event. */
    async live() {
      for (const i of range(12)) await toys.ask(open(`c${i}`, `b${i % 3}`));
      for (const i of range(60)) await toys.ask(add(`c${i % 12}`, 1, i + 1));
      await toys.ask(close('c3'));
      await toys.ask(add('c4', BREAKS));
      await toys.ask(note('c5'));
      await toys.settled();
    },
  };
};
