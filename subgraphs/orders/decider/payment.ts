import type { Money } from '../../../kernel/money.ts';
import type { ConfirmPayment, ConfirmRefund, FailPayment } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import { cancelled, refundRequested } from './cancellation.ts';
import type { Placed } from './order.ts';
import { started } from './requirements.ts';

/** Work starts at once where no question must be answered first. */
export const confirmPayment = ({ data: { amount }, at }: ConfirmPayment, order: Placed): OrderEvent[] => {
  const { concerns, price, questions, status } = order;
  if (!isSame(amount, price.total))
    throw new Error(`Captured ${JSON.stringify(amount)} of an order of ${JSON.stringify(price.total)}.`);
  if (status === 'CANCELLED')
    return [{ type: 'PaymentCaptured', data: { ...concerns, amount } }, refundRequested(order)];

  const move = { from: status, to: 'AWAITING_REQUIREMENTS' as const };
  const captured: OrderEvent = { type: 'PaymentCaptured', data: { ...concerns, ...move, amount } };
  if (questions.some(({ isRequired }) => isRequired)) return [captured];
  return [captured, started({ ...order, status: move.to }, { at, skippedRequirements: false })];
};

export const failPayment = ({ data: { failureReason } }: FailPayment, order: Placed): OrderEvent[] => [
  { type: 'PaymentFailed', data: { ...order.concerns, failureReason } },
  cancelled(order, 'PAYMENT_FAILED', 'NONE'),
];

export const checkPayment = ({ concerns }: Placed): OrderEvent[] => [
  { type: 'PaymentCheckRequested', data: concerns },
];

export const confirmRefund = ({ data: { amount } }: ConfirmRefund, order: Placed): OrderEvent[] => {
  const { concerns, refundDue } = order;
  if (!refundDue || !isSame(amount, refundDue))
    throw new Error(`Refunded ${JSON.stringify(amount)}, but ${JSON.stringify(refundDue)} was asked for.`);
  return [{ type: 'PaymentRefunded', data: { ...concerns, amount } }];
};

const isSame = (a: Money, b: Money) => a.minorUnits === b.minorUnits && a.currencyCode === b.currencyCode;
