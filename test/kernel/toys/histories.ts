import type { EventStore } from '../../../kernel/event-store/event-store.ts';
import { openSqliteEventStore } from '../../../kernel/event-store/sqlite-event-store.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { createProjector } from '../../../kernel/projector.ts';
import { viewDefinition, type Projection } from '../../../kernel/projection.ts';
import type { View } from '../../../kernel/view-store/view-store.ts';
import { openSqliteViewStore } from '../../../kernel/view-store/sqlite-view-store.ts';
import { seeded } from '../../faults/random.ts';
import { add, asking, close, handlerOn, note, open } from './asking.ts';

/** The log of six counters on two boards: commits of many events, notes, and two that are closed. */
export const historyOf = async (fill: (ask: ReturnType<typeof asking>) => Promise<unknown>) => {
  const store: EventStore = await openSqliteEventStore(':memory:');
  await fill(asking(handlerOn(store)));
  const events = await store.readAll(0, 10_000);
  await store.close();
  return events;
};

export const COUNTERS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];

/** What somebody did with them: the same for one seed. */
export const live = async (ask: ReturnType<typeof asking>, seed = 1, steps = 60) => {
  const random = seeded(seed);
  const pick = (count: number) => Math.floor(random() * count);
  for (const [i, id] of COUNTERS.entries()) await ask(open(id, `b${i % 2}`));
  for (let step = 0; step < steps; step += 1) {
    const id = COUNTERS[pick(COUNTERS.length)]!;
    await ask(pick(4) === 0 ? note(id) : add(id, ...Array.from({ length: 1 + pick(3) }, () => 1 + pick(9))));
  }
  for (const id of COUNTERS.slice(4)) await ask(close(id));
};

/** A projector over a view of its own, in memory. */
export const openProjector = async (projection: Projection, change = (view: View) => view) => {
  const store = await openSqliteViewStore(':memory:');
  const view = change(await store.open(viewDefinition(projection)));
  const log = { info() {}, warn() {}, error() {} };
  return { store, view, projector: createProjector({ projection, view, log }) };
};

/** Each batch made durable before the next, under the name of one source. */
export const foldAll = async (
  projector: ReturnType<typeof createProjector>,
  batches: Recorded[][],
  name = 'counters/tail',
) => {
  for (const batch of batches) {
    await projector.fold(batch, { name, isOwn: true });
    await projector.flush();
  }
};
