import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { minutes } from '../../kernel/clock.ts';
import type { OrderMessageSent } from '../../subgraphs/orders/events.ts';
import { asMember, asStaff } from '../marketplace.ts';
import { mutate, openOrders, orderOf, placedAndPaid, type Orders } from './open.ts';
import { BEA, SAM } from './story.ts';

let orders: Orders;
let orderId: string;
beforeAll(async () => {
  orders = await openOrders();
  orderId = await placedAndPaid(orders);
});
afterAll(() => orders.close());

const MESSAGE = 'message { id sender body readAt } order { unreadMessagesCount }';
const send = (by: string, body: string, more = {}) =>
  mutate(orders, 'sendMessage', { by, orderId, body, fields: MESSAGE, ...more });
const read = (by: string, messageId: string) =>
  mutate(orders, 'markMessagesRead', { by, orderId, messageId, fields: 'order { unreadMessagesCount }' });
const seenBy = (id: string, page = '') =>
  orderOf(
    orders,
    asMember(id),
    orderId,
    `unreadMessagesCount messages${page} { nodes { body sender readAt } pageInfo { hasNextPage endCursor } }`,
  );

describe('messages', () => {
  it('are answered at once, unread by the other, and read when marked', async () => {
    const first = await send(BEA, 'Can it be blue?');
    expect(first.message).toMatchObject({ sender: 'BUYER', body: 'Can it be blue?', readAt: null });
    expect(first.order).toEqual({ unreadMessagesCount: 0 });
    const second = await send(BEA, 'Or green?');
    expect((await seenBy(SAM)).unreadMessagesCount).toBe(2);

    orders.clock.advance(minutes(7));
    expect((await read(SAM, first.message.id)).order).toEqual({ unreadMessagesCount: 1 });
    expect((await read(SAM, second.message.id)).order).toEqual({ unreadMessagesCount: 0 });
    await send(SAM, 'Blue it is.');
    await orders.settled();
    const { messages, unreadMessagesCount } = await seenBy(BEA);
    expect(unreadMessagesCount).toBe(1);
    expect(messages.nodes).toEqual([
      { body: 'Blue it is.', sender: 'SELLER', readAt: null },
      { body: 'Or green?', sender: 'BUYER', readAt: '2026-01-15T12:07:00.000Z' },
      { body: 'Can it be blue?', sender: 'BUYER', readAt: '2026-01-15T12:07:00.000Z' },
    ]);
  });

  it('tell how long the seller took, once', async () => {
    const events = await orders.hosted['orders']!.host.eventStore.readAll(0, 1_000);
    const told = events.flatMap(({ type, data }) => {
      const minutesTaken = (data as OrderMessageSent['data']).responseMinutes;
      return type === 'OrderMessageSent' && minutesTaken !== undefined ? [minutesTaken] : [];
    });
    expect(told).toEqual([7]);
  });

  it('are in pages, newest first', async () => {
    const { messages } = await seenBy(SAM, '(first: 2)');
    expect(messages.pageInfo.hasNextPage).toBe(true);
    const next = await seenBy(SAM, `(first: 2, after: "${messages.pageInfo.endCursor}")`);
    expect(next.messages.nodes.map(({ body }: { body: string }) => body)).toEqual(['Can it be blue?']);
  });

  it('are sent once under one key', async () => {
    const once = await send(SAM, 'Once.', { idempotencyKey: 'k' });
    const twice = await send(SAM, 'Once.', { idempotencyKey: 'k' });
    expect(twice.message.id).toBe(once.message.id);
    expect((await seenBy(BEA)).unreadMessagesCount).toBe(2);
  });

  it('that are refused are kept nowhere, not even by the next of the same request', async () => {
    const query = `mutation ($foreign: SendMessageInput!, $own: SendMessageInput!) {
      foreign: sendMessage(input: $foreign) { userErrors { code } }
      own: sendMessage(input: $own) { userErrors { code } }
    }`;
    const foreign = { orderId: 'ord_00000000000000000000000099', body: 'To nobody.' };
    const inputs = { foreign, own: { orderId, body: 'To Sam.' } };
    const { data } = await orders.ask(asMember(BEA), 'orders', query, inputs);
    expect(data).toEqual({ foreign: { userErrors: [{ code: 'NOT_FOUND' }] }, own: { userErrors: [] } });
    const kept = await orders.hosted['orders']!.host.texts.findBy('subjectId', BEA);
    const bodies = kept.map(({ body }) => body);
    expect(bodies).toContain('To Sam.');
    expect(bodies).not.toContain('To nobody.');
  });

  it('are in no event, and no unread matter of staff', async () => {
    const log = JSON.stringify(await orders.hosted['orders']!.host.eventStore.readAll(0, 1_000));
    expect(log).not.toContain('blue');
    const seen = await orderOf(orders, asStaff(), orderId, 'unreadMessagesCount viewerActions');
    expect(seen).toEqual({ unreadMessagesCount: 0, viewerActions: [] });
  });
});
