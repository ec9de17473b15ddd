import type { PageArgs } from '../../../kernel/graphql/connections.ts';
import { memberOf, type Input } from '../../../kernel/graphql/context.ts';
import { siblingId } from '../../../kernel/ids.ts';
import { noSuchOrder } from '../decider/guards.ts';
import { partyOf } from '../decider/machine.ts';
import type { Concerns, OrderMessageSent } from '../events.ts';
import type { MessageView, OrderView } from '../projections.ts';
import { messageOf, readAtOf } from '../projections/conversations.ts';
import type { OrdersContext } from './context.ts';
import { checkMessage, checkRead, type MessageInput, type ReadInput } from './inputs.ts';

const conversationOf = (orderId: string) => siblingId('cnv', orderId);

/** Whose conversation it is. Throws UNAUTHENTICATED, and NOT_FOUND to who may not see the order. */
const concernsOf = async (orderId: string, { load, viewer }: OrdersContext): Promise<Concerns> => {
  memberOf(viewer);
  const order = await load.order.load(orderId);
  if (!order) throw noSuchOrder({ orderId });
  const { gigId, buyerId, sellerId } = order;
  return { orderId, gigId, buyerId, sellerId };
};

export const conversation = {
  async sendMessage(_: unknown, { input }: Input<MessageInput>, context: OrdersContext) {
    checkMessage(input);
    const { orderId, body } = input;
    const messageId = context.newId('msg', 'SendMessage', input);
    const concerns = await concernsOf(orderId, context);
    // Right before it is sent: a text that waits while something refuses is stored by the next command.
    const data = { ...concerns, messageId, bodyTextId: context.text(body, input) };
    const { events } = await context.send({ type: 'SendMessage', data }, input);
    const sent = events.find(
      ({ type, data }) =>
        type === 'OrderMessageSent' && (data as OrderMessageSent['data']).messageId === messageId,
    );
    const message = messageOf(sent!.data as OrderMessageSent['data']);
    return { order: await context.load.order.load(orderId), message };
  },

  async markMessagesRead(_: unknown, { input }: Input<ReadInput>, context: OrdersContext) {
    checkRead(input);
    const { orderId, messageId } = input;
    const data = { ...(await concernsOf(orderId, context)), messageId };
    await context.send({ type: 'MarkMessagesRead', data }, input);
    return { order: await context.load.order.load(orderId) };
  },
};

export const OrderMessage = {
  body: async ({ bodyTextId }: MessageView, _: unknown, { load }: OrdersContext) =>
    (await load.text.load(bodyTextId))?.body ?? null,
  readAt: async (message: MessageView, _: unknown, { load }: OrdersContext) =>
    readAtOf(message, await load.conversation.load(conversationOf(message.orderId))),
};

export const messagesOf = ({ id }: OrderView, { first, after }: PageArgs, { load }: OrdersContext) =>
  load.messagesOfOrder(
    id,
    { orderBy: { field: 'number', direction: 'desc' } },
    { first: first ?? 30, after: after ?? null },
  );

export const unreadOf = async (order: OrderView, { load, viewer }: OrdersContext): Promise<number> => {
  const reader = partyOf(viewer.id, order);
  if (!reader) return 0;
  return (await load.conversation.load(conversationOf(order.id)))?.unread[reader].length ?? 0;
};
