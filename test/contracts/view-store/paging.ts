import { describe, expect, it } from '@jest/globals';
import type { Order } from '../../../kernel/view-store/query.ts';
import type { ViewStore } from '../../../kernel/view-store/view-store.ts';
import { range, usePlaces, type Adapter } from '../places.ts';
import { fill, pagesOf, stored, things, type Thing } from './documents.ts';

export const paging = (adapter: Adapter<ViewStore>) => {
  const { open } = usePlaces(adapter);
  const openWith = async (bodies: Thing[]) => {
    const view = await (await open()).open<Thing>(things);
    await fill(view, bodies);
    return view;
  };

  describe.each(['asc', 'desc'] as const)('pages, %s', (direction) => {
    const orderBy: Order = { field: 'rank', direction };

    it('show each document once, while others come and go around them', async () => {
      const view = await openWith(
        range(50).map((i) => ({ id: `old_${i}`, rank: i % 10 < 8 ? i % 10 : null })),
      );
      let count = 0;
      const insert = () =>
        fill(
          view,
          range(10).map((rank) => ({ id: `new_${(count += 1)}`, rank: rank < 8 ? rank : null })),
        );
      const seen = (await pagesOf(view, { orderBy, first: 7 }, insert)).flat().map(({ id }) => id);

      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => id.startsWith('old_')).sort()).toEqual(
        range(50)
          .map((i) => `old_${i}`)
          .sort(),
      );
    });

    it('go on behind a document that is gone', async () => {
      const view = await openWith(range(6).map((rank) => ({ id: `thg_${rank}`, rank })));
      const [first] = await view.find({ orderBy, first: 1 });
      await view.store([stored(first!, { state: 'removed', writes: 1 })]);
      const after = { value: first!.rank!, id: first!.id };
      const rest = await view.find({ orderBy, first: 10, after });
      expect(rest.map(({ rank }) => rank)).toEqual(direction === 'asc' ? [1, 2, 3, 4, 5] : [4, 3, 2, 1, 0]);
    });

    it('put null and absent last, and break ties by id', async () => {
      const bodies = [{ id: 'a', rank: null }, { id: 'b', rank: 2 }, { id: 'c' }, { id: 'd', rank: 1 }];
      const view = await openWith([...bodies, { id: 'e', rank: 2 }]);
      const found = await view.find({ orderBy, first: 10 });
      expect(found.map(({ id }) => id).join('')).toBe(direction === 'asc' ? 'dbeac' : 'ebdca');
    });
  });

  describe('a condition', () => {
    it.each([
      ['equality', { owner: 'ana' }, ['a', 'b']],
      ['null: absent or null', { owner: null }, ['d', 'e']],
      ['true', { isOpen: true }, ['a']],
      ['false', { isOpen: false }, ['b']],
      ['in', { owner: { in: ['bea', 'nobody'] } }, ['c']],
      ['in, with null', { owner: { in: ['bea', null] } }, ['c', 'd', 'e']],
      ['in nothing', { owner: { in: [] } }, []],
      ['in, of booleans', { isOpen: { in: [true, null] } }, ['a', 'c', 'd', 'e']],
      ['gt', { rank: { gt: 2 } }, ['c']],
      ['gte', { rank: { gte: 2 } }, ['b', 'c']],
      ['lt', { rank: { lt: 2 } }, ['a']],
      ['lte', { rank: { lte: 2 } }, ['a', 'b']],
      ['a range', { rank: { gt: 1, lt: 3 } }, ['b']],
      ['a range without ends', { rank: {} }, ['a', 'b', 'c', 'd', 'e']],
      ['a range of texts', { owner: { gte: 'b' } }, ['c']],
      ['a dotted field', { 'place.city': 'Ulm' }, ['b']],
      ['all of several', { owner: 'ana', rank: { gt: 1 } }, ['b']],
      ['a number is no text', { owner: 1 }, []],
      ['nothing asked', {}, ['a', 'b', 'c', 'd', 'e']],
    ])('%s', async (_, where, expected) => {
      const view = await openWith([
        { id: 'a', owner: 'ana', rank: 1, isOpen: true },
        { id: 'b', owner: 'ana', rank: 2, isOpen: false, place: { city: 'Ulm' } },
        { id: 'c', owner: 'bea', rank: 3, place: {} },
        { id: 'd', owner: null, rank: null },
        { id: 'e' },
      ]);
      expect((await view.find({ where, first: 10 })).map(({ id }) => id)).toEqual(expected);
      expect(await view.count(where, 10)).toBe(expected.length);
    });

    it.each(["owner'", 'owner"', 'a b', '', '.', 'a..b', '$.owner', 'owner)', 'é'])(
      'on a field named %j is refused',
      async (field) => {
        const view = await openWith([{ id: 'a' }]);
        await expect(view.find({ where: { [field]: 'x' }, first: 1 })).rejects.toThrow(/Expected a field/);
        await expect(view.count({ [field]: 'x' }, 1)).rejects.toThrow(/Expected a field/);
        const orderBy: Order = { field, direction: 'asc' };
        await expect(view.find({ orderBy, first: 1 })).rejects.toThrow(/Expected a field/);
        await expect(view.findEach(field as 'owner', ['x'], { first: 1 })).rejects.toThrow(
          /Expected a field/,
        );
      },
    );
  });
};
