import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Condition, Order } from '../../../kernel/view-store/query.ts';
import type { View, ViewStore } from '../../../kernel/view-store/view-store.ts';
import { oddIds, range, usePlaces, type Adapter } from '../places.ts';
import { answerOf, fill, matches, pagesOf, things, type Thing } from './documents.ts';

const absent = <T>(values: fc.Arbitrary<T>) => fc.option(fc.option(values), { nil: undefined });
const owners = fc.constantFrom('ana', 'bea', 'Bea', 'é', '🎈', '\uff5e', '', "o'hara");
const ranks = fc.constantFrom(-1, 0, 0.5, 1, 2, 10, 2 ** 40);

const documents: fc.Arbitrary<Thing[]> = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 99 }).map((n) => `thg_${n}`),
    owner: absent(owners),
    rank: absent(ranks),
    isOpen: absent(fc.boolean()),
    place: absent(fc.record({ city: absent(owners) })) as fc.Arbitrary<Thing['place']>,
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 40 },
);

const rangeOf = (values: fc.Arbitrary<string | number>) =>
  fc.record({ gt: values, gte: values, lt: values, lte: values }, { requiredKeys: [] });
const testOf = <T extends string | number>(values: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.option(values),
    fc.record({ in: fc.array(fc.option(values), { maxLength: 3 }) }),
    rangeOf(values),
  );
const booleans = fc.option(fc.boolean());

const conditions = fc.record(
  {
    owner: testOf(owners),
    rank: testOf(ranks),
    isOpen: fc.oneof(booleans, fc.record({ in: fc.array(booleans, { maxLength: 2 }) })),
    'place.city': testOf(owners),
    id: fc.oneof(
      rangeOf(fc.constantFrom('thg_2', 'thg_50')),
      fc.record({ in: fc.constant(['thg_7', 'no']) }),
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Condition>;

const orders: fc.Arbitrary<Order> = fc.record({
  field: fc.constantFrom('id', 'owner', 'rank', 'place.city'),
  direction: fc.constantFrom('asc', 'desc'),
});

const queries = fc.record(
  { where: conditions, orderBy: orders, first: fc.integer({ min: 1, max: 12 }) },
  { requiredKeys: ['first'] },
);

export const finding = (adapter: Adapter<ViewStore>) => {
  const { open } = usePlaces(adapter);

  /** Runs with a view of its own for each set of documents. */
  const always = async <T>(
    given: fc.Arbitrary<T>,
    holds: (view: View<Thing>, all: Thing[], given: T) => unknown,
  ) => {
    const store = await open();
    let count = 0;
    const property = fc.asyncProperty(documents, given, async (all, more) => {
      if (adapter.comparesUnits) fc.pre(!JSON.stringify([all, more]).includes('\uff5e'));
      const view = await store.open<Thing>({ ...things, name: `things@${(count += 1)}-0a1b2c` });
      await fill(view, all);
      await holds(view, JSON.parse(JSON.stringify(all)) as Thing[], more);
      await store.drop(view.name);
    });
    await fc.assert(property, { numRuns: 150 });
  };

  describe('any query', () => {
    it('answers what the model says, page by page', () =>
      always(queries, async (view, all, query) => {
        const pages = await pagesOf(view, query);
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(query.first);
        expect(pages.flat()).toEqual(answerOf(all, { ...query, first: 100 }));
      }));

    it('answers for each of many values what it answers for one', () =>
      always(fc.tuple(queries, fc.array(owners, { maxLength: 5 })), async (view, all, [query, values]) => {
        const { owner: _, ...where } = query.where ?? {};
        const each = await view.findEach('owner', values, { ...query, where });
        expect(each).toEqual(values.map((owner) => answerOf(all, { ...query, where: { ...where, owner } })));
      }));

    it('counts what it finds, up to the limit', () =>
      always(fc.tuple(conditions, fc.integer({ min: 1, max: 20 })), async (view, all, [where, limit]) => {
        const countOf = (condition: Condition) => all.filter((thing) => matches(thing, condition)).length;
        expect(await view.count(where, limit)).toBe(Math.min(limit, countOf(where)));
        const { owner: _, ...others } = where;
        expect(await view.countEach('owner', ['ana', 'é', 'none'], others, limit)).toEqual(
          ['ana', 'é', 'none'].map((owner) => Math.min(limit, countOf({ ...others, owner }))),
        );
      }));
  });

  describe('one call', () => {
    it('finds for more values than a statement might take, the same value twice among them', async () => {
      const view = await (await open()).open<Thing>(things);
      await fill(
        view,
        range(600).map((i) => ({ id: `thg_${i}`, owner: `own_${i % 300}`, rank: i })),
      );
      const values = [...range(300).map((i) => `own_${i}`), 'nobody', 'own_7', 'own_7'];
      const orderBy: Order = { field: 'rank', direction: 'desc' };

      const each = await view.findEach('owner', values, { orderBy, first: 1 });
      expect(each.map((found) => found.map(({ rank }) => rank))).toEqual(
        values.map((value) => (value === 'nobody' ? [] : [300 + Number(value.slice(4))])),
      );
      expect(await view.countEach('owner', values, { rank: { lt: 300 } }, 10)).toEqual(
        values.map((value) => (value === 'nobody' ? 0 : 1)),
      );
    });

    it('takes any text for an id and for a value', async () => {
      const view = await (await open()).open<Thing>(things);
      const odd = oddIds.map((id) => ({ id, owner: id }));
      await fill(view, odd);
      expect(await view.get(oddIds)).toEqual(odd);
      expect(await view.findEach('owner', oddIds, { first: 5 })).toEqual(odd.map((thing) => [thing]));
      expect(await view.countEach('owner', oddIds, undefined, 5)).toEqual(oddIds.map(() => 1));
      expect([...(await view.load(oddIds)).keys()].sort()).toEqual([...oddIds].sort());
      for (const thing of odd) {
        expect(await view.find({ where: { owner: thing.id }, first: 5 })).toEqual([thing]);
        expect(await view.find({ where: { id: { in: [thing.id] } }, first: 5 })).toEqual([thing]);
      }
      expect((await pagesOf(view, { first: 3 })).flat()).toEqual(answerOf(odd, { first: 100 }));
    });

    it('gets documents in the order of the ids, and null where there is none', async () => {
      const view = await (await open()).open<Thing>(things);
      await fill(
        view,
        range(3).map((i) => ({ id: `thg_${i}` })),
      );
      expect(await view.get(['thg_2', 'thg_9', 'thg_0', 'thg_2'])).toEqual([
        { id: 'thg_2' },
        null,
        { id: 'thg_0' },
        { id: 'thg_2' },
      ]);
      expect(await view.get([])).toEqual([]);
      expect(await view.findEach('owner', [], { first: 5 })).toEqual([]);
    });
  });
};
