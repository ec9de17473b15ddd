import { later } from '../../../kernel/clock.ts';
import type { Asked } from '../../../kernel/messages.ts';
import { timersOf, type Timer } from '../../../kernel/timers.ts';
import type { OrderCommand } from '../commands.ts';
import { periods } from '../decider/policy.ts';
import type { OrderEvent } from '../events.ts';

const working = { late: null, veryLate: null, cancelLate: null };

/** The deadlines of an order: what sets them and what ends them. */
export const timers = timersOf<OrderEvent>(1, {
  OrderPlaced: ({ data: { placedAt } }) => ({
    checkPayment: later(placedAt, periods.paymentCheck),
    missingRequirements: later(placedAt, periods.missingRequirements),
  }),
  PaymentCheckRequested: () => ({ checkPayment: null }),
  PaymentCaptured: () => ({ checkPayment: null }),
  OrderStarted: ({ data: { dueAt } }) => ({
    missingRequirements: null,
    late: dueAt,
    veryLate: later(dueAt, periods.veryLate),
    cancelLate: later(dueAt, periods.cancelLate),
  }),
  OrderMarkedLate: () => ({ late: null }),
  OrderMarkedVeryLate: () => ({ veryLate: null }),
  OrderDelivered: ({ data: { reviewEndsAt } }) => ({ ...working, complete: reviewEndsAt }),
  RevisionRequested: ({ data: { cancelsAt } }) => ({ complete: null, cancelLate: cancelsAt }),
  OrderCompleted: () => ({ complete: null }),
  OrderCancelled: () => ({ ...working, checkPayment: null, missingRequirements: null }),
});

type Fire = (timer: Timer) => Asked<OrderCommand>;

/** What each deadline asks for; the decider looks at the clock again. */
export const fire: Record<string, Fire> = {
  checkPayment: ({ stream: orderId }) => ({ type: 'CheckPayment', data: { orderId } }),
  missingRequirements: ({ stream: orderId }) => ({ type: 'CancelForMissingRequirements', data: { orderId } }),
  late: ({ stream: orderId }) => ({ type: 'MarkLate', data: { orderId } }),
  veryLate: ({ stream: orderId }) => ({ type: 'MarkLate', data: { orderId } }),
  cancelLate: ({ stream: orderId }) => ({ type: 'CancelLateOrder', data: { orderId } }),
  complete: ({ stream: orderId }) => ({ type: 'CompleteOrder', data: { orderId } }),
};
