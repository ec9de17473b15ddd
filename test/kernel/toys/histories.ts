import type { EventStore } from '../../../kernel/event-store/event-store.ts';
import { openSqliteEventStore } from '../../../kernel/event-store/sqlite-event-store.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { createProjector } from '../../../kernel/projector.ts';
import { viewDefinition, type Projection } from '../../../kernel/projection.ts';
import type { View } from '../../../kernel/view-store/view-store.ts';
import { openSqliteViewStore } from '../../../kernel/view-store/sqlite-view-store.ts';
import { seeded } from '../../faults/random.ts';
import { add, asking, close, handlerOn, note, open } from './asking.ts';

/** The log of what was asked. */
export const historyOf = async (fill: (ask: ReturnType<typeof asking>) => Promise<unknown>) => {
  const store: EventStore = await openSqliteEventStore(':memory:');
  await fill(asking(handlerOn(store)));
  const events = await store.readAll(0, 10_000);
  await store.close();
  return events;
};

/** What somebody did with six counters: the same for one seed. */
export const live = async (ask: ReturnType<typeof asking>, seed = 1, steps = 60) => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `c${seed}${letter}`);
  const random = seeded(seed);
  const pick = (count: number) => Math.floor(random() * count);
  for (const [i, id] of ids.entries()) await ask(open(id, `b${i % 2}`));
  for (let step = 0; step < steps; step += 1) {
    const id = ids[pick(ids.length)]!;
    await ask(pick(4) === 0 ? note(id) : add(id, ...Array.from({ length: 1 + pick(3) }, () => 1 + pick(9))));
  }
  for (const id of ids.slice(4)) await ask(close(id));
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
