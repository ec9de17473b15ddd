import { later } from '../../../kernel/clock.ts';
import type { OrderEvent, OrderPlaced } from '../events.ts';
import { isPlaced, type Order, type Placed } from './order.ts';
import { periods } from './policy.ts';

export const evolve = (order: Order, event: OrderEvent): Order => {
  if (event.type === 'OrderPlaced') return placed(event);
  return isPlaced(order) ? { ...order, ...changed(order, event) } : order;
};

const placed = ({ data }: OrderPlaced): Placed => {
  const { orderId, gigId, buyerId, sellerId, to, placedAt, item, price, sellerLoad } = data;
  return {
    status: to,
    buyerId,
    sellerId,
    concerns: { orderId, gigId, buyerId, sellerId },
    placedAt,
    price,
    deliveryDays: item.deliveryDays,
    questions: item.requirements,
    ...(item.revisions !== undefined && { revisionsAllowed: item.revisions }),
    sellerLoad,
    payment: 'PENDING',
    lateness: 'ON_TIME',
    revisionsUsed: 0,
    deliveriesCount: 0,
    isFirstOnTime: true,
  };
};

const changed = (order: Placed, { type, data }: Exclude<OrderEvent, OrderPlaced>): Partial<Placed> => {
  switch (type) {
    case 'PaymentCaptured':
      return { payment: 'CAPTURED', status: data.to ?? order.status };
    case 'PaymentFailed':
      return { payment: 'FAILED' };
    case 'OrderStarted': {
      const { to, dueAt, sellerLoad } = data;
      return { status: to, dueAt, sellerLoad, cancelsAt: later(dueAt, periods.cancelLate) };
    }
    case 'OrderDelivered': {
      const { to, number, isOnTime, reviewEndsAt } = data;
      return {
        status: to,
        reviewEndsAt,
        deliveriesCount: number,
        ...(number === 1 && { isFirstOnTime: isOnTime }),
      };
    }
    case 'RevisionRequested':
      return { status: data.to, revisionsUsed: data.number, cancelsAt: data.cancelsAt };
    case 'OrderMarkedLate':
      return { lateness: 'LATE' };
    case 'OrderMarkedVeryLate':
      return { lateness: 'VERY_LATE' };
    case 'OrderCompleted':
    case 'OrderCancelled':
      return { status: data.to };
    case 'RefundRequested':
      return { payment: 'REFUND_PENDING', refundDue: data.amount };
    case 'PaymentRefunded':
      return { payment: 'REFUNDED' };
    case 'PaymentCheckRequested':
    case 'RequirementsSubmitted':
    case 'EarningsReleased':
      return {};
  }
};
