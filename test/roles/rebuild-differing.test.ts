import { expect, it } from '@jest/globals';
import type { Stored, View } from '../../kernel/view-store/view-store.ts';
import { range } from '../contracts/places.ts';
import { add } from '../kernel/toys/asking.ts';
import { contentsOf } from '../kernel/toys/running.ts';
import { useToys } from './rebuilding.ts';

const { toys, liveOf, replay, bodiesOf, live } = useToys();

/** Changes five documents behind the projector's back. */
const tamper = async (view: View) => {
  const loaded = await view.load(['c6', 'c7', 'c8', 'c9']);
  const [c6, c7, c8, c9] = [...loaded.values()] as [Stored, Stored, Stored, Stored];
  const tampered: Stored[] = [
    { ...c6, body: { ...c6.body, total: 9 } as Stored['body'] },
    { ...c7, body: { id: 'c7' } },
    { ...c8, state: 'removed' },
    { ...c9, broken: true },
    { ...c9, id: 'c99', writes: 0 }, // that no event made
  ];
  expect(await view.store(tampered)).toEqual([]);
};
const TAMPERED = ['c6', 'c7', 'c8', 'c9', 'c99'];

it('a view that differs from its replay is told by its documents’ ids, and left as it is', async () => {
  await live();
  const view = await liveOf('counters', 'counters');
  await tamper(view);
  const before = await contentsOf(view);

  const { differing, replaced } = await replay('counters', 'counters');
  expect(differing).toEqual(TAMPERED);
  expect(replaced).toBe(false);
  expect(await contentsOf(view)).toEqual(before);
  expect((await toys().hosted['counters']!.stores.viewStore.views()).join()).not.toContain('replay');
});

it('a view that differs is repaired when that is asked for, and goes on from there', async () => {
  await live();
  const view = await liveOf('counters', 'counters');
  const before = await bodiesOf('counters', 'counters');
  await tamper(view);
  const repaired = await replay('counters', 'counters', { repairs: true });
  expect(repaired).toMatchObject({ differing: TAMPERED, replaced: true });
  expect(await bodiesOf('counters', 'counters')).toEqual(before);
  await toys().ask(add('c6', 5));
  await toys().settled();
  expect(await replay('counters', 'counters')).toMatchObject({ differing: [], replaced: true });
});

it('two replays of one view at once do each other no harm', async () => {
  await live();
  const before = await bodiesOf('boards', 'boards');
  const replays = await Promise.all(range(4).map(() => replay('boards', 'boards')));
  for (const one of replays) expect(one).toMatchObject({ documents: 3, differing: [], replaced: true });
  expect(await bodiesOf('boards', 'boards')).toEqual(before);
});
