import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asMember } from '../marketplace.ts';
import { mutate, openOrders, placedAndPaid, placeOrder, type Orders } from './open.ts';
import { BEA, GIG, SAM } from './story.ts';

let orders: Orders;
let orderId: string;
beforeAll(async () => {
  orders = await openOrders();
  orderId = await placedAndPaid(orders);
});
afterAll(() => orders.close());

const eventsStored = async () => (await orders.hosted['orders']!.host.eventStore.readAll(0, 1_000)).length;
const long = 'a'.repeat(5_001);
const answer = (text: string) => ({ answers: [{ questionId: 'req_name', text }] });

describe('bad input is refused by its name, and nothing is written', () => {
  it.each([
    ['gigId', 'INVALID', { gigId: 'usr_00000000000000000000000001' }],
    ['gigId', 'INVALID', { gigId: '__proto__' }],
    ['gigId', 'GIG_NOT_ORDERABLE', { gigId: 'gig_00000000000000000000000099' }],
    ['quantity', 'INVALID', { quantity: 0 }],
    ['quantity', 'INVALID', { quantity: -1 }],
    ['quantity', 'INVALID', { quantity: 21 }],
    ['packageTier', 'INVALID', { packageTier: 'STANDARD' }],
    ['extraIds', 'INVALID', { extraIds: ['__proto__'] }],
    ['extraIds', 'INVALID', { extraIds: ['ext_fast', 'ext_fast'] }],
    ['extraIds', 'TOO_MANY', { extraIds: Array.from({ length: 51 }, (_, i) => `ext_${i}`) }],
    ['expectedTotalMinorUnits', 'PRICE_CHANGED', { expectedTotalMinorUnits: -1 }],
    ['idempotencyKey', 'BLANK', { idempotencyKey: '' }],
    ['idempotencyKey', 'TOO_LONG', { idempotencyKey: 'k'.repeat(201) }],
  ])('placeOrder: %s is %s', async (field, code, more) => {
    const before = await eventsStored();
    const { order, userErrors } = await placeOrder(orders, more);
    expect(order).toBeNull();
    expect(userErrors).toMatchObject([{ code, field: ['input', field] }]);
    expect(userErrors[0].message).toMatch(/^Expected .+, (got|but it is) |no such gig/);
    expect(await eventsStored()).toBe(before);
  });

  it.each([
    ['deliverOrder', SAM, { message: '' }, 'BLANK', ['message']],
    ['deliverOrder', SAM, { message: ' \n ' }, 'BLANK', ['message']],
    ['deliverOrder', SAM, { message: long }, 'TOO_LONG', ['message']],
    ['deliverOrder', SAM, { message: 'a\uD800' }, 'INVALID', ['message']],
    ['requestRevision', BEA, { message: 'a\0' }, 'INVALID', ['message']],
    ['sendMessage', BEA, { body: '' }, 'BLANK', ['body']],
    ['sendMessage', BEA, { body: long }, 'TOO_LONG', ['body']],
    ['markMessagesRead', BEA, { messageId: 'ord_1' }, 'INVALID', ['messageId']],
    ['submitRequirements', BEA, answer(''), 'BLANK', ['answers', '0', 'text']],
    ['submitRequirements', BEA, { answers: [] }, 'REQUIREMENTS_MISSING', ['answers']],
  ])('%s by %s with %j is %s', async (name, by, more, code, field) => {
    const before = await eventsStored();
    const { userErrors } = await mutate(orders, name, { by, orderId, ...more });
    expect(userErrors).toMatchObject([{ code, field: ['input', ...field] }]);
    expect(await eventsStored()).toBe(before);
  });

  it.each(['deliverOrder', 'requestRevision'])('%s tells all that is wrong at once', async (name) => {
    const { userErrors } = await mutate(orders, name, { by: BEA, orderId: 'gig_1', message: '' });
    expect(userErrors.map(({ code }: { code: string }) => code)).toEqual(['INVALID', 'BLANK']);
  });

  it('says so of an order that is not there', async () => {
    const nowhere = 'ord_00000000000000000000000099';
    const { userErrors } = await mutate(orders, 'acceptDelivery', { by: BEA, orderId: nowhere });
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('keeps no text of a command that was refused', async () => {
    await mutate(orders, 'deliverOrder', { by: SAM, orderId, message: 'Much too early.' });
    const { texts } = orders.hosted['orders']!.host;
    expect(await texts.findBy('subjectId', SAM)).toEqual([]);
  });

  it('refuses an id of another type, and total prices that are no integers', async () => {
    const { errors } = await orders.ask(asMember(BEA), 'orders', `{ order(id: "${GIG}") { id } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID' } }]);
    await expect(placeOrder(orders, { expectedTotalMinorUnits: 45.2 })).rejects.toThrow(
      'Expected an integer',
    );
  });
});

describe('a quote', () => {
  const quote = async (more = {}) => {
    const query = `query ($input: QuoteOrderInput!) { quoteOrder(input: $input) {
      price { subtotal { minorUnits } total { minorUnits amount } sellerEarnings { amount } } deliveryDays
      userErrors { code field } } }`;
    const input = { gigId: GIG, packageTier: 'BASIC', ...more };
    return (await orders.ask(asMember(BEA), 'orders', query, { input })).data.quoteOrder;
  };

  it('is what the order then costs and promises', async () => {
    const chosen = { extraIds: ['ext_more', 'ext_fast'], quantity: 2 };
    const quoted = await quote(chosen);
    expect(quoted).toEqual({
      price: {
        subtotal: { minorUnits: 120_00 },
        total: { minorUnits: 126_60, amount: '126.60' },
        sellerEarnings: null,
      },
      deliveryDays: 3,
      userErrors: [],
    });
    const fields = 'order { price { total { minorUnits } } item { deliveryDays revisions quantity } }';
    const { order } = await placeOrder(orders, { ...chosen, expectedTotalMinorUnits: 126_60, fields });
    expect(order.price.total.minorUnits).toBe(quoted.price.total.minorUnits);
    expect(order.item).toEqual({ deliveryDays: quoted.deliveryDays, revisions: 3, quantity: 2 });
  });

  it('of nothing that can be bought is refused', async () => {
    expect((await quote({ gigId: 'gig_00000000000000000000000099' })).userErrors).toEqual([
      { code: 'GIG_NOT_ORDERABLE', field: ['input', 'gigId'] },
    ]);
    expect((await quote({ packageTier: 'STANDARD' })).userErrors).toMatchObject([{ code: 'INVALID' }]);
  });
});
