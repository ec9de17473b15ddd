import { expectId } from '../../kernel/graphql/inputs.ts';
import type { OrdersContext } from './resolvers/context.ts';
import { conversation, OrderMessage } from './resolvers/conversation.ts';
import { Earnings, EarningsEntry, User } from './resolvers/member.ts';
import { Delivery, Order, RequirementAnswer, RevisionRequest } from './resolvers/order.ts';
import { steps } from './resolvers/steps.ts';
import { Gig, placeOrder, quoteOrder } from './resolvers/purchase.ts';

export const resolvers = {
  Query: {
    order: (_: unknown, { id }: { id: string }, { load }: OrdersContext) =>
      load.order.load(expectId('ord', id, ['id'])),
    quoteOrder,
  },
  Mutation: { placeOrder, ...steps, ...conversation },
  Order,
  RequirementAnswer,
  Delivery,
  RevisionRequest,
  OrderMessage,
  User,
  Earnings,
  EarningsEntry,
  Gig,
};
