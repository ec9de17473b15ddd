import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { days, hours } from '../../kernel/clock.ts';
import { asMember } from '../marketplace.ts';
import { mutate, ofEntity, openOrders, orderOf, placedAndPaid, placeOrder, type Orders } from './open.ts';
import { BEA, SAM } from './story.ts';

let orders: Orders;
beforeAll(async () => {
  orders = await openOrders();
});
afterAll(() => orders.close());

const answers = [{ questionId: 'req_name', text: 'Chimera' }];
const FIELDS = `status version completedBy revisionsUsed revisionsAllowed startedAt dueAt viewerActions
  item { gigTitle gigVersion packageTier deliveryDays revisions quantity }
  price { total { amount } } payment { status amount { amount currencyCode } }
  requirements { prompt options text } deliveries { number message isOnTime } revisionRequests { message }
  timeline(first: 3) { nodes { type actor summary } pageInfo { hasNextPage endCursor } }`;

describe('an order', () => {
  it('is bought, briefed, delivered, revised, delivered and accepted', async () => {
    const { order, userErrors } = await placeOrder(orders, {
      fields: 'order { id status payment { status } }',
    });
    expect(userErrors).toEqual([]);
    expect(order).toMatchObject({ status: 'PENDING_PAYMENT', payment: { status: 'PENDING' } });
    await orders.settled();

    const orderId = order.id;
    const next = async (name: string, by: string, more = {}) => {
      orders.clock.advance(hours(1));
      const answer = await mutate(orders, name, { by, orderId, ...more });
      expect(answer.userErrors).toEqual([]);
      return answer.order.status;
    };
    expect(await orderOf(orders, asMember(SAM), orderId, 'status')).toEqual({
      status: 'AWAITING_REQUIREMENTS',
    });
    expect(await next('submitRequirements', BEA, { answers })).toBe('IN_PROGRESS');
    expect(await next('deliverOrder', SAM, { message: 'Here it is.' })).toBe('DELIVERED');
    expect(await next('requestRevision', BEA, { message: 'Bolder, please.' })).toBe('IN_REVISION');
    expect(await next('deliverOrder', SAM, { message: 'Bolder.' })).toBe('DELIVERED');
    expect(await next('acceptDelivery', BEA)).toBe('COMPLETED');
    expect(await orderOf(orders, asMember(BEA), orderId, FIELDS)).toMatchObject({
      status: 'COMPLETED',
      version: 9,
      completedBy: 'BUYER',
      revisionsUsed: 1,
      revisionsAllowed: 2,
      startedAt: '2026-01-15T13:00:00.000Z',
      dueAt: '2026-01-18T13:00:00.000Z',
      viewerActions: ['MESSAGE'],
      item: { gigTitle: 'I will design your logo', gigVersion: 5, packageTier: 'BASIC', deliveryDays: 3 },
      price: { total: { amount: '45.20' } },
      payment: { status: 'CAPTURED', amount: { amount: '45.20', currencyCode: 'USD' } },
      requirements: [
        { prompt: 'What is the name?', options: null, text: 'Chimera' },
        { prompt: 'Which tone?', options: ['Calm', 'Loud'], text: null },
      ],
      deliveries: [
        { number: 1, message: 'Here it is.', isOnTime: true },
        { number: 2, message: 'Bolder.', isOnTime: true },
      ],
      revisionRequests: [{ message: 'Bolder, please.' }],
      timeline: {
        nodes: [
          { type: 'OrderPlaced', actor: 'BUYER', summary: 'The order was placed.' },
          { type: 'PaymentCaptured', actor: null, summary: 'The payment was received.' },
          { type: 'RequirementsSubmitted', actor: 'BUYER', summary: 'The questions were answered.' },
        ],
        pageInfo: { hasNextPage: true },
      },
    });
  });

  it('completes by itself when the buyer is silent for three days', async () => {
    const orderId = await placedAndPaid(orders);
    await mutate(orders, 'skipRequirements', { by: SAM, orderId });
    await mutate(orders, 'deliverOrder', { by: SAM, orderId, message: 'Done.' });
    await orders.fireTimers();
    expect(await orderOf(orders, asMember(BEA), orderId, 'status')).toEqual({ status: 'DELIVERED' });
    orders.clock.advance(days(3));
    await orders.fireTimers();
    await orders.settled();
    expect(await orderOf(orders, asMember(BEA), orderId, 'status completedBy')).toEqual({
      status: 'COMPLETED',
      completedBy: 'AUTOMATIC',
    });
  });

  it('is the same when it is placed twice under one key, also at once', async () => {
    const input = { idempotencyKey: 'once' };
    const [first, second] = await Promise.all([placeOrder(orders, input), placeOrder(orders, input)]);
    await orders.settled();
    const third = await placeOrder(orders, input);
    expect(first.order.id).toBe(second.order.id);
    expect(third.order.id).toBe(first.order.id);
    const other = await placeOrder(orders, { ...input, quantity: 2, expectedTotalMinorUnits: 1 });
    expect(other.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });

  it('pays the seller, whose money adds up', async () => {
    const fields =
      'earnings { pending { minorUnits currencyCode } entries { nodes { kind amount { minorUnits } order { id } } } }';
    await orders.settled();
    const { earnings } = await ofEntity(orders, asMember(SAM), { type: 'User', id: SAM, fields });
    expect(earnings.pending).toEqual([{ minorUnits: 64_00, currencyCode: 'USD' }]);
    expect(earnings.entries.nodes).toHaveLength(2);
    expect(earnings.entries.nodes[0]).toMatchObject({ kind: 'RELEASED', amount: { minorUnits: 32_00 } });
  });
});
