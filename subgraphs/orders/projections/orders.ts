import type { Money } from '../../../kernel/money.ts';
import type { Projection } from '../../../kernel/projection.ts';
import type { PackageTier, RequirementQuestion } from '../../gigs/events.ts';
import type { Process } from '../decider/order.ts';
import type { OrderCancelled, OrderCompleted, OrderEvent, OrderPlaced } from '../events.ts';
import type { OrderedExtra, OrderPrice } from '../events.ts';
import { withTimeline, type TimelineEntry } from './timeline.ts';

export type Payment = {
  status: 'PENDING' | 'CAPTURED' | 'FAILED' | 'REFUND_PENDING' | 'REFUNDED';
  amount: Money;
  refunded?: Money;
  failureReason?: string;
};

export type OrderItem = {
  gigTitle: string;
  gigVersion: number;
  packageTier: PackageTier;
  packageName: string;
  deliveryDays: number;
  revisions?: number;
  quantity: number;
  extras: OrderedExtra[];
};

/** The question as it was at purchase; `textId` once answered. */
export type Requirement = Omit<RequirementQuestion, 'id'> & { questionId: string; textId?: string };
export type Delivery = { number: number; messageTextId: string; deliveredAt: string; isOnTime: boolean };
export type Revision = { number: number; messageTextId: string; requestedAt: string };

/** Shaped like the Order type in schema/orders.graphql, so that most fields need no resolver. */
export type OrderView = Process & {
  id: string;
  number: string;
  gigId: string;
  item: OrderItem;
  price: OrderPrice;
  payment: Payment;
  requirements: Requirement[];
  startedAt?: string;
  dueAt?: string;
  deliveries: Delivery[];
  revisions: Revision[];
  autoCompletesAt?: string;
  completedAt?: string;
  completedBy?: OrderCompleted['data']['completedBy'];
  cancelledAt?: string;
  cancelReason?: OrderCancelled['data']['reason'];
  timeline: TimelineEntry[];
  version: number;
};

const placed = ({ data }: OrderPlaced): Omit<OrderView, 'id' | 'version' | 'timeline'> => {
  const { gigId, buyerId, sellerId, to, number, placedAt, gigVersion, item, price } = data;
  const { tier, requirements, ...bought } = item;
  return {
    number,
    status: to,
    gigId,
    buyerId,
    sellerId,
    item: { ...bought, gigVersion, packageTier: tier },
    price,
    payment: { status: 'PENDING', amount: price.total },
    requirements: requirements.map(({ id, ...question }) => ({ questionId: id, ...question })),
    placedAt,
    lateness: 'ON_TIME',
    deliveries: [],
    revisions: [],
    revisionsUsed: 0,
    ...(item.revisions !== undefined && { revisionsAllowed: item.revisions }),
  };
};

const payment = ({ payment }: Partial<OrderView>, change: Partial<Payment>) => ({
  payment: { ...payment!, ...change },
});

export const orders: Projection<OrderView, OrderEvent> = {
  view: 'orders',
  version: 1,
  root: 'OrderPlaced',
  key: (event) => event.data.orderId,
  on: withTimeline({
    OrderPlaced: placed,
    PaymentCaptured: ({ data }, order) => ({
      ...(data.to && { status: data.to }),
      ...payment(order, { status: 'CAPTURED' }),
    }),
    PaymentFailed: ({ data: { failureReason } }, order) =>
      payment(order, { status: 'FAILED', failureReason }),
    RequirementsSubmitted: ({ data: { answers } }, { requirements }) => ({
      requirements: requirements!.map((requirement) => {
        const answer = answers.find(({ questionId }) => questionId === requirement.questionId);
        return answer ? { ...requirement, textId: answer.textId } : requirement;
      }),
    }),
    OrderStarted: ({ data: { to, startedAt, dueAt } }) => ({ status: to, startedAt, dueAt }),
    OrderDelivered: ({ data, at }, { deliveries }) => {
      const { to, number, messageTextId, isOnTime, reviewEndsAt } = data;
      const delivery = { number, messageTextId, deliveredAt: at, isOnTime };
      return { status: to, deliveries: [...deliveries!, delivery], autoCompletesAt: reviewEndsAt };
    },
    RevisionRequested: ({ data: { to, number, messageTextId }, at }, { revisions }) => ({
      status: to,
      revisions: [...revisions!, { number, messageTextId, requestedAt: at }],
      revisionsUsed: number,
    }),
    OrderMarkedLate: () => ({ lateness: 'LATE' }),
    OrderMarkedVeryLate: () => ({ lateness: 'VERY_LATE' }),
    OrderCompleted: ({ data: { to, completedBy }, at }) => ({ status: to, completedBy, completedAt: at }),
    OrderCancelled: ({ data: { to, reason }, at }) => ({ status: to, cancelReason: reason, cancelledAt: at }),
    RefundRequested: (_, order) => payment(order, { status: 'REFUND_PENDING' }),
    PaymentRefunded: ({ data: { amount } }, order) =>
      payment(order, { status: 'REFUNDED', refunded: amount }),
  }),
  indexes: [
    ['buyerId', 'status', 'placedAt'],
    ['sellerId', 'status', 'dueAt'],
    ['buyerId', 'placedAt'],
    ['sellerId', 'placedAt'],
  ],
};
