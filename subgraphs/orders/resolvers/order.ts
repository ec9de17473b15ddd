import type { PageArgs } from '../../../kernel/graphql/connections.ts';
import { actionsOf } from '../decider/machine.ts';
import type { OrderView } from '../projections.ts';
import type { OrdersContext } from './context.ts';
import { messagesOf, unreadOf } from './conversation.ts';

type Ref = { id: string };

/** A private text; null once its author's texts are erased. */
const textOf = async (textId: string | undefined, { load }: OrdersContext) =>
  textId === undefined ? null : ((await load.text.load(textId))?.body ?? null);

type Explained = { messageTextId: string };
const message = ({ messageTextId }: Explained, _: unknown, context: OrdersContext) =>
  textOf(messageTextId, context);

export const Order = {
  __resolveReference: ({ id }: Ref, { load }: OrdersContext) => load.order.load(id),
  buyer: ({ buyerId }: OrderView) => ({ __typename: 'User', id: buyerId }),
  seller: ({ sellerId }: OrderView) => ({ __typename: 'User', id: sellerId }),
  gig: ({ gigId }: OrderView) => ({ __typename: 'Gig', id: gigId }),
  price: ({ price, sellerId }: OrderView, _: unknown, { viewer }: OrdersContext) =>
    viewer.isStaff || viewer.id === sellerId ? price : { ...price, sellerEarnings: null },
  payment: ({ payment, buyerId }: OrderView, _: unknown, { viewer }: OrdersContext) =>
    viewer.isStaff || viewer.id === buyerId ? payment : null,
  revisionRequests: ({ revisions }: OrderView) => revisions,
  timeline: (order: OrderView, page: PageArgs, { load }: OrdersContext) => load.timeline(order, page),
  messages: (order: OrderView, page: PageArgs, context: OrdersContext) => messagesOf(order, page, context),
  unreadMessagesCount: (order: OrderView, _: unknown, context: OrdersContext) => unreadOf(order, context),
  viewerActions: (order: OrderView, _: unknown, { viewer, clock }: OrdersContext) =>
    actionsOf(order, viewer.id, clock.now().toISOString()),
};

export const RequirementAnswer = {
  text: ({ textId }: OrderView['requirements'][number], _: unknown, context: OrdersContext) =>
    textOf(textId, context),
};
export const Delivery = { message };
export const RevisionRequest = { message };
