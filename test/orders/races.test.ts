import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { days } from '../../kernel/clock.ts';
import { asMember } from '../marketplace.ts';
import { orderDecider } from '../../subgraphs/orders/decider.ts';
import { mutate, ofEntity, openOrders, orderOf, placedAndPaid, placeOrder, type Orders } from './open.ts';
import { BEA, GIG, SAM } from './story.ts';

let orders: Orders;
beforeAll(async () => {
  orders = await openOrders();
});
afterAll(() => orders.close());

describe('a race', () => {
  it('of accept, revision and delivery leaves one legal history', async () => {
    for (let round = 0; round < 3; round += 1) {
      const orderId = await placedAndPaid(orders);
      await mutate(orders, 'skipRequirements', { by: SAM, orderId });
      const answers = await Promise.all([
        ...[1, 2, 3].map(() => mutate(orders, 'deliverOrder', { by: SAM, orderId, message: 'Done.' })),
        ...[1, 2, 3].map(() => mutate(orders, 'acceptDelivery', { by: BEA, orderId })),
        mutate(orders, 'requestRevision', { by: BEA, orderId, message: 'Again.' }),
      ]);
      const codes = new Set(
        answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)),
      );
      expect([...codes].filter((code) => code !== 'ILLEGAL_STATE' && code !== 'CONFLICT')).toEqual([]);
      const events = await orders.hosted['orders']!.host.eventStore.read(orderId);
      const state = events.reduce(orderDecider.evolve as never, orderDecider.initialState);
      expect(await orderOf(orders, asMember(BEA), orderId, 'status')).toEqual({ status: state.status });
      expect(events.filter(({ type }) => type === 'EarningsReleased').length).toBeLessThan(2);
    }
    await orders.settled();
  });

  it('for the last free place may be won by a few: the limit is soft, and then it holds', async () => {
    orders.clock.advance(days(60));
    await orders.fireTimers();
    await orders.settled();
    const placed = await Promise.all(Array.from({ length: 8 }, () => placeOrder(orders)));
    expect(placed.filter(({ order }) => order).length).toBeGreaterThanOrEqual(5);
    await orders.settled();
    const gig = await ofEntity(orders, asMember(BEA), {
      type: 'Gig',
      id: GIG,
      fields: 'isOrderable ordersInQueue',
    });
    expect(gig).toEqual({ isOrderable: false, ordersInQueue: placed.filter(({ order }) => order).length });
    expect((await placeOrder(orders)).userErrors).toMatchObject([{ code: 'QUEUE_FULL' }]);
  });
});

describe('reads', () => {
  /** Counts every call of the stores that a query may ask. */
  const countReads = async (query: () => Promise<unknown>) => {
    const { views, texts, eventStore } = orders.hosted['orders']!.host;
    let count = 0;
    const restores = ([...Object.values(views), texts, eventStore] as object[]).flatMap((store) =>
      ['get', 'load', 'find', 'findEach', 'count', 'countEach', 'read', 'readMany'].flatMap((name) => {
        const original = Reflect.get(store, name) as ((...args: unknown[]) => unknown) | undefined;
        if (!original) return [];
        Reflect.set(store, name, (...args: unknown[]) => ((count += 1), original.apply(store, args)));
        return [() => Reflect.set(store, name, original)];
      }),
    );
    await query();
    restores.forEach((restore) => restore());
    return count;
  };

  it('do not grow with the orders of a page', async () => {
    orders.clock.advance(days(60));
    await orders.fireTimers();
    await orders.settled();
    for (let number = 0; number < 6; number += 1) {
      const orderId = await placedAndPaid(orders);
      await mutate(orders, 'skipRequirements', { by: SAM, orderId });
      await mutate(orders, 'deliverOrder', { by: SAM, orderId, message: 'Done.' });
      await mutate(orders, 'acceptDelivery', { by: BEA, orderId });
      await mutate(orders, 'sendMessage', { by: SAM, orderId, body: 'Thank you.' });
    }
    await orders.settled();
    const page = (first: number) => async () => {
      const fields = `orders(role: BUYER, status: [COMPLETED], first: ${first}) { nodes {
        unreadMessagesCount deliveries { message } messages(first: 5) { nodes { body readAt } }
      } }`;
      const user = await ofEntity(orders, asMember(BEA), { type: 'User', id: BEA, fields });
      expect(user.orders.nodes).toHaveLength(first);
      expect(user.orders.nodes[0].messages.nodes).toHaveLength(1);
    };
    const few = await countReads(page(2));
    expect(few).toBeGreaterThan(2);
    expect(await countReads(page(6))).toBe(few);
  });
});
