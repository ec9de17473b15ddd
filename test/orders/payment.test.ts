import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { days, minutes } from '../../kernel/clock.ts';
import { UnavailableError } from '../../kernel/domain-error.ts';
import { asMember, openMarketplace } from '../marketplace.ts';
import type { PaymentProcessor } from '../../subgraphs/orders/payments.ts';
import { createTestProcessor, type PaymentRow } from '../../subgraphs/orders/payments/test-processor.ts';
import { service } from '../../subgraphs/orders/service.ts';
import { worker } from '../../subgraphs/orders/worker.ts';
import { hear, mutate, openOrders, orderOf, placedAndPaid, placeOrder, type Orders } from './open.ts';
import { BEA, heard, SAM, total, usd } from './story.ts';

const PAYMENT = 'status cancelReason payment { status refunded { minorUnits } failureReason }';

describe('a payment', () => {
  let orders: Orders;
  beforeAll(async () => {
    orders = await openOrders();
  });
  afterAll(() => orders.close());
  const seen = (id: string) => orderOf(orders, asMember(BEA), id, PAYMENT);

  it('is captured once, and its row proves it', async () => {
    const orderId = await placedAndPaid(orders);
    expect(await seen(orderId)).toMatchObject({
      status: 'AWAITING_REQUIREMENTS',
      payment: { status: 'CAPTURED' },
    });
    const rows = await orders.hosted['orders']!.host.rows.open<PaymentRow>('payments');
    expect(await rows.get([orderId])).toEqual([
      { id: orderId, capture: { outcome: 'captured', amount: total } },
    ]);
  });

  it('of 666.00 is declined, and the order cancelled', async () => {
    const expensive = heard({ basicPrice: 111_00 }).filter(({ type }) => type === 'GigPricingChanged');
    await orders.hear(expensive.map((event) => ({ ...event, revision: 6 })));
    const orderId = await placedAndPaid(orders, { quantity: 6, expectedTotalMinorUnits: 702_63 });
    expect(await seen(orderId)).toEqual({
      status: 'CANCELLED',
      cancelReason: 'PAYMENT_FAILED',
      payment: { status: 'FAILED', refunded: null, failureReason: 'card_declined' },
    });
    await orders.hear(heard().filter(({ type }) => type === 'GigPricingChanged'));
  });

  it('of 667.00 stays pending, and is voided when its bank has not answered in a quarter of an hour', async () => {
    const expensive = heard({ basicPrice: 667_00 }).filter(({ type }) => type === 'GigPricingChanged');
    await orders.hear(expensive.map((event) => ({ ...event, revision: 7 })));
    const orderId = await placedAndPaid(orders, { quantity: 1, expectedTotalMinorUnits: 703_69 });
    expect(await seen(orderId)).toMatchObject({ status: 'PENDING_PAYMENT', payment: { status: 'PENDING' } });
    orders.clock.advance(minutes(15));
    await orders.fireTimers();
    expect(await seen(orderId)).toMatchObject({
      status: 'CANCELLED',
      payment: { status: 'FAILED', failureReason: 'not_captured' },
    });
    await orders.hear(heard().filter(({ type }) => type === 'GigPricingChanged'));
  });

  it('goes back when the brief never comes', async () => {
    const orderId = await placedAndPaid(orders);
    orders.clock.advance(days(30));
    await orders.fireTimers();
    await orders.settled();
    expect(await seen(orderId)).toMatchObject({
      cancelReason: 'NO_REQUIREMENTS',
      payment: { status: 'REFUNDED', refunded: { minorUnits: total.minorUnits } },
    });
  });
});

describe('a processor', () => {
  it('does nothing twice under one key, and never captures what it voided', async () => {
    const marketplace = await openMarketplace({ subgraphs: { orders: { service, worker } } });
    const processor = await createTestProcessor(marketplace.hosted['orders']!.host.rows);
    const [first, second] = await Promise.all(
      [usd(1_00), usd(2_00)].map((amount) => processor.capture({ idempotencyKey: 'a', amount })),
    );
    expect(second).toEqual(first);
    expect(await processor.check({ idempotencyKey: 'a' })).toEqual(first);
    const voided = { outcome: 'declined', reason: 'not_captured' };
    expect(await processor.check({ idempotencyKey: 'b' })).toEqual(voided);
    expect(await processor.capture({ idempotencyKey: 'b', amount: usd(1_00) })).toEqual(voided);
    const refund = { idempotencyKey: 'r', captureKey: 'a', amount: usd(1_00) };
    expect(await processor.refund(refund)).toEqual(await processor.refund({ ...refund, amount: usd(5_00) }));
    await marketplace.close();
  });

  it('that does not answer is asked again, and after a quarter of an hour what came of it', async () => {
    let isDown = true;
    const whenUp = <T>(answer: () => Promise<T>) =>
      isDown ? Promise.reject(new UnavailableError('The processor is down.')) : answer();
    const createTools: typeof service.createTools = async ({ rows }) => {
      const real = await createTestProcessor(rows);
      const payments: PaymentProcessor = {
        ...real,
        capture: (payment) => whenUp(() => real.capture(payment)),
      };
      return { payments };
    };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const subgraphs = { orders: { service: { ...service, createTools }, worker } };
    const marketplace = await openMarketplace({ subgraphs, log });
    await hear(marketplace, heard());

    const { order } = await placeOrder(marketplace);
    marketplace.clock.advance(minutes(15));
    const view = async () => orderOf(marketplace, asMember(BEA), order.id, PAYMENT);
    const voided = { status: 'CANCELLED', payment: { status: 'FAILED', failureReason: 'not_captured' } };
    await eventually(async () => expect(await view()).toMatchObject(voided));
    isDown = false;
    await marketplace.settled();
    expect(await view()).toMatchObject(voided);
    const late = await mutate(marketplace, 'skipRequirements', { by: SAM, orderId: order.id });
    expect(late.userErrors).toMatchObject([{ code: 'ILLEGAL_STATE' }]);
    await marketplace.close();
  });
});

const eventually = async (check: () => Promise<void>) => {
  for (let tries = 0; ; tries += 1)
    try {
      return await check();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
};
