import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { anonymous, asMember, asStaff } from '../marketplace.ts';
import { mutate, ofEntity, openOrders, orderOf, placedAndPaid, type Orders } from './open.ts';
import { BEA, GIG, SAM } from './story.ts';

let orders: Orders;
let orderId: string;
let messageId: string;
beforeAll(async () => {
  orders = await openOrders();
  orderId = await placedAndPaid(orders);
  const sent = { by: BEA, orderId, body: 'Hello!', fields: 'message { id }' };
  messageId = (await mutate(orders, 'sendMessage', sent)).message.id;
  await mutate(orders, 'skipRequirements', { by: SAM, orderId });
  await mutate(orders, 'deliverOrder', { by: SAM, orderId, message: 'Done.' });
  await mutate(orders, 'acceptDelivery', { by: BEA, orderId });
  await orders.settled();
});
afterAll(() => orders.close());

const viewers = {
  buyer: asMember(BEA),
  seller: asMember(SAM),
  stranger: asMember('usr_stranger'),
  staff: asStaff(),
  anonymous,
};
type Who = keyof typeof viewers;
const insiders: Who[] = ['buyer', 'seller', 'staff'];
const outsiders: Who[] = ['stranger', 'anonymous'];
const FIELDS = `id payment { status } price { sellerEarnings { minorUnits } } viewerActions
  messages { nodes { id body } } deliveries { message } timeline { nodes { type } }`;

const byId = (viewer: Viewer) => orderOf(orders, viewer, orderId, FIELDS);
const byReference = (viewer: Viewer) =>
  ofEntity(orders, viewer, { type: 'Order', id: orderId, fields: FIELDS });

describe.each(Object.entries({ byId, byReference }))('an order %s', (_, door) => {
  it.each(insiders)('is seen by its %s, words and all', async (who) =>
    expect(await door(viewers[who])).toMatchObject({
      id: orderId,
      messages: { nodes: [{ id: messageId, body: 'Hello!' }] },
      deliveries: [{ message: 'Done.' }],
    }),
  );
  it.each(outsiders)('is null for who is %s', async (who) => expect(await door(viewers[who])).toBeNull());

  it('shows the payment to the buyer, the earnings to the seller, both to staff', async () => {
    const seen = async (who: Who) => {
      const { payment, price } = await door(viewers[who]);
      return [payment !== null, price.sellerEarnings !== null];
    };
    expect(await Promise.all(insiders.map(seen))).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });
});

describe('a list', () => {
  const listOf = async (viewer: Viewer, id: string, role: string) => {
    const fields = `orders(role: ${role}) { nodes { id } totalCount }`;
    return (await ofEntity(orders, viewer, { type: 'User', id, fields })).orders;
  };

  it.each([
    ['buyer', BEA, 'BUYER'],
    ['staff', BEA, 'BUYER'],
    ['seller', SAM, 'SELLER'],
    ['staff', SAM, 'SELLER'],
  ] as [Who, string, string][])('of orders is seen by the %s: %s as %s', async (who, id, role) =>
    expect(await listOf(viewers[who], id, role)).toEqual({ nodes: [{ id: orderId }], totalCount: 1 }),
  );

  it.each([
    ['seller', BEA],
    ['buyer', SAM],
    ['stranger', BEA],
    ['anonymous', SAM],
  ] as [Who, string][])('is null for the %s: %s', async (who, id) => {
    expect(await listOf(viewers[who], id, 'BUYER')).toBeNull();
    expect(await listOf(viewers[who], id, 'SELLER')).toBeNull();
    const asked = { type: 'User', id, fields: 'earnings { pending { amount } }' };
    expect((await ofEntity(orders, viewers[who], asked)).earnings).toBeNull();
  });
});

describe('a command', () => {
  const unknown = 'ord_00000000000000000000000099';
  const answers = [{ questionId: 'req_name', text: 'Chimera' }];
  it.each([
    ['submitRequirements', { answers }],
    ['submitRequirements', { answers: [{ questionId: 'req_x', text: 'x' }] }],
    ['skipRequirements', {}],
    ['cancelForMissingRequirements', {}],
    ['deliverOrder', { message: 'Done.' }],
    ['requestRevision', { message: 'Again.' }],
    ['acceptDelivery', {}],
    ['cancelLateOrder', {}],
    ['sendMessage', { body: 'Hello?' }],
    ['markMessagesRead', { messageId: 'msg_00000000000000000000000001' }],
  ])('%s does not say to a stranger that there is an order: %j', async (name, more) => {
    const answer = async (id: string) => {
      const refused = await mutate(orders, name, { by: 'usr_stranger', orderId: id, ...more });
      return JSON.stringify(refused).replaceAll(id, 'it');
    };
    expect(await answer(orderId)).toBe(await answer(unknown));
    expect(await answer(orderId)).toContain('NOT_FOUND');
  });

  it.each([
    ['acceptDelivery', SAM],
    ['deliverOrder', BEA],
  ])('%s is refused to the other party, who sees the order: %s', async (name, by) => {
    const message = name === 'deliverOrder' ? { message: 'Done.' } : {};
    const { userErrors } = await mutate(orders, name, { by, orderId, ...message });
    expect(userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it.each([
    ['acceptDelivery', ''],
    ['sendMessage', 'body: "Hello?"'],
    ['markMessagesRead', 'messageId: "msg_00000000000000000000000001"'],
  ])('%s needs a member', async (name, more) => {
    const query = `mutation { ${name}(input: { orderId: "${orderId}" ${more} }) { userErrors { code } } }`;
    const answer = JSON.stringify(await orders.ask(anonymous, 'orders', query));
    expect(answer).toContain('UNAUTHENTICATED');
  });
});

describe('a gig', () => {
  it('tells everybody whether it can be ordered', async () => {
    const fields = 'ordersInQueue isOrderable';
    expect(await ofEntity(orders, anonymous, { type: 'Gig', id: GIG, fields })).toEqual({
      ordersInQueue: 0,
      isOrderable: true,
    });
    expect(await ofEntity(orders, anonymous, { type: 'Gig', id: 'gig_x', fields })).toEqual({
      ordersInQueue: null,
      isOrderable: false,
    });
  });
});
