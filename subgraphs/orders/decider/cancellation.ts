import type { OrderCancelled, OrderEvent } from '../events.ts';
import type { Placed } from './order.ts';

type Cancellation = OrderCancelled['data'];

export const cancelForMissingRequirements = (order: Placed): OrderEvent[] => [
  cancelled(order, 'NO_REQUIREMENTS', 'BUYER'),
  refundRequested(order),
];

export const cancelLateOrder = (order: Placed): OrderEvent[] => [
  cancelled(order, 'SELLER_LATE', 'SELLER'),
  refundRequested(order),
];

export const cancelled = (
  { concerns, status, sellerLoad }: Placed,
  reason: Cancellation['reason'],
  fault: Cancellation['fault'],
): OrderEvent => ({
  type: 'OrderCancelled',
  data: { ...concerns, from: status, to: 'CANCELLED', reason, fault, sellerLoad },
});

/** The whole payment goes back. */
export const refundRequested = ({ concerns, price }: Placed): OrderEvent => ({
  type: 'RefundRequested',
  data: { ...concerns, amount: price.total },
});
