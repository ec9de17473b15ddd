import { later } from '../../../kernel/clock.ts';
import type { DeliverOrder, MarkLate, ProcessCommand, RequestRevision } from '../commands.ts';
import type { OrderCompleted, OrderEvent } from '../events.ts';
import { add } from '../../../kernel/money.ts';
import type { Placed } from './order.ts';
import { periods } from './policy.ts';

export const deliverOrder = ({ data, at }: DeliverOrder, order: Placed): OrderEvent[] => {
  const { concerns, status, deliveriesCount, dueAt } = order;
  return [
    {
      type: 'OrderDelivered',
      data: {
        ...concerns,
        from: status,
        to: 'DELIVERED',
        number: deliveriesCount + 1,
        messageTextId: data.messageTextId,
        isOnTime: at <= dueAt!,
        reviewEndsAt: later(at, periods.review),
      },
    },
  ];
};

/** The due date stays; without an answer the order is cancelled later than it would have been. */
export const requestRevision = ({ data, at }: RequestRevision, order: Placed): OrderEvent[] => {
  const { concerns, status, revisionsUsed, dueAt } = order;
  const afterRequest = later(at, periods.cancelLate);
  return [
    {
      type: 'RevisionRequested',
      data: {
        ...concerns,
        from: status,
        to: 'IN_REVISION',
        number: revisionsUsed + 1,
        messageTextId: data.messageTextId,
        cancelsAt: dueAt! > afterRequest ? dueAt! : afterRequest,
      },
    },
  ];
};

/** Asked late itself, it may find both steps due. */
export const markLate = ({ at }: MarkLate, { concerns, lateness, dueAt }: Placed): OrderEvent[] => {
  const data = { ...concerns, dueAt: dueAt! };
  const events: OrderEvent[] = lateness === 'ON_TIME' ? [{ type: 'OrderMarkedLate', data }] : [];
  if (at >= later(data.dueAt, periods.veryLate)) events.push({ type: 'OrderMarkedVeryLate', data });
  return events;
};

/** The seller is paid in the same commit. */
export const completeOrder = ({ by }: ProcessCommand, order: Placed): OrderEvent[] => {
  const { concerns, status, isFirstOnTime, deliveriesCount, revisionsUsed, sellerLoad } = order;
  const completed: OrderCompleted = {
    type: 'OrderCompleted',
    data: {
      ...concerns,
      from: status,
      to: 'COMPLETED',
      completedBy: by.kind === 'timer' ? 'AUTOMATIC' : 'BUYER',
      isOnTime: isFirstOnTime,
      deliveriesCount,
      revisionsUsed,
      sellerLoad,
    },
  };
  const { sellerEarnings, serviceFee, commission } = order.price;
  const platformFee = add(serviceFee, commission);
  return [
    completed,
    { type: 'EarningsReleased', data: { ...concerns, amount: sellerEarnings, platformFee } },
  ];
};
