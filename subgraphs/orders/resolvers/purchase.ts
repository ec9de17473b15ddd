import type { Input } from '../../../kernel/graphql/context.ts';
import { notOrderable, refusalOf } from '../decider/orderable.ts';
import { feePolicy } from '../decider/policy.ts';
import { quote } from '../decider/quote.ts';
import type { OrdersContext } from './context.ts';
import { checkPlaceOrder, checkSelection, selectionOf } from './inputs.ts';
import type { PlaceOrderInput, SelectionInput } from './inputs.ts';

/** What orders has heard of a gig and its seller; null: nothing. */
const heard = async (gigId: string, { load }: OrdersContext) => {
  const offer = await load.offer.load(gigId);
  return { offer, seller: offer && (await load.seller.load(offer.sellerId)) };
};

export const quoteOrder = async (_: unknown, { input }: Input<SelectionInput>, { load }: OrdersContext) => {
  checkSelection(input);
  const offer = await load.offer.load(input.gigId);
  if (offer?.status !== 'ACTIVE') throw notOrderable(offer);
  const { price, deliveryDays } = quote(offer, selectionOf(input), feePolicy);
  return { price: { ...price, sellerEarnings: null }, deliveryDays };
};

export const placeOrder = async (_: unknown, { input }: Input<PlaceOrderInput>, context: OrdersContext) => {
  checkPlaceOrder(input);
  const { gigId, expectedTotalMinorUnits } = input;
  const data = {
    orderId: context.newId('ord', 'PlaceOrder', input),
    gigId,
    ...(await heard(gigId, context)),
    selection: selectionOf(input),
    expectedTotalMinorUnits,
  };
  const { page } = await context.send({ type: 'PlaceOrder', data }, input);
  return { order: page };
};

export const Gig = {
  ordersInQueue: async ({ id }: { id: string }, _: unknown, { load }: OrdersContext) =>
    (await load.offer.load(id))?.ordersInQueue ?? null,
  isOrderable: async ({ id }: { id: string }, _: unknown, context: OrdersContext) => {
    const { offer, seller } = await heard(id, context);
    return refusalOf(offer, seller, context.clock.now().toISOString()) === undefined;
  },
};
