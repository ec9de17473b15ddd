import type { Input } from '../../../kernel/graphql/context.ts';
import type { Asked } from '../../../kernel/messages.ts';
import type { OrderCommand } from '../commands.ts';
import type { SellerLoad } from '../events.ts';
import type { OrdersContext } from './context.ts';
import { checkAnswers, checkOrder, checkWork } from './inputs.ts';
import type { AnswersInput, OrderInput, WorkInput } from './inputs.ts';

/** A step that needs nothing but the order. */
const step =
  (type: 'CancelForMissingRequirements' | 'AcceptDelivery' | 'CancelLateOrder') =>
  async (_: unknown, { input }: Input<OrderInput>, { send }: OrdersContext) => {
    checkOrder(input);
    const asked: Asked<OrderCommand> = { type, data: { orderId: input.orderId } };
    return { order: (await send(asked, input)).page };
  };

/** A step that one party explains to the other. */
const explained =
  (type: 'DeliverOrder' | 'RequestRevision') =>
  async (_: unknown, { input }: Input<WorkInput>, { send, text }: OrdersContext) => {
    checkWork(input);
    const data = { orderId: input.orderId, messageTextId: text(input.message, input) };
    return { order: (await send({ type, data }, input)).page };
  };

/** How busy the seller is as the work starts; nothing where it is not known. */
const sellerLoadOf = async (
  orderId: string,
  { load }: OrdersContext,
): Promise<{ sellerLoad?: SellerLoad }> => {
  const order = await load.order.load(orderId);
  const seller = order && (await load.seller.load(order.sellerId));
  return seller ? { sellerLoad: { inProgress: seller.load, capacity: seller.capacity } } : {};
};

export const steps = {
  async submitRequirements(_: unknown, { input }: Input<AnswersInput>, context: OrdersContext) {
    checkAnswers(input);
    const { orderId } = input;
    const load = await sellerLoadOf(orderId, context);
    const answers = input.answers.map(({ questionId, text }) => ({
      questionId,
      text,
      textId: context.text(text, input),
    }));
    const data = { orderId, answers, ...load };
    return { order: (await context.send({ type: 'SubmitRequirements', data }, input)).page };
  },

  async skipRequirements(_: unknown, { input }: Input<OrderInput>, context: OrdersContext) {
    checkOrder(input);
    const { orderId } = input;
    const data = { orderId, ...(await sellerLoadOf(orderId, context)) };
    return { order: (await context.send({ type: 'SkipRequirements', data }, input)).page };
  },

  cancelForMissingRequirements: step('CancelForMissingRequirements'),
  deliverOrder: explained('DeliverOrder'),
  requestRevision: explained('RequestRevision'),
  acceptDelivery: step('AcceptDelivery'),
  cancelLateOrder: step('CancelLateOrder'),
};
