import type { Means, Reaction } from '../../kernel/chimera.ts';
import type { Recorded } from '../../kernel/messages.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import { isPlaced } from './decider/order.ts';
import type { OrderEvent, OrderPlaced, PaymentCheckRequested, RefundRequested } from './events.ts';
import type { Capture, PaymentProcessor } from './payments.ts';

export type Tools = { payments: PaymentProcessor };

const since = '2000-01-01T00:00:00.000Z';

/**
 * Where the payment stands now. An event may come again long after, and a processor forgets its keys:
 * nothing is asked of it but what the order still waits for.
 */
const paymentOf = async (orderId: string, { history }: Means<OrderCommand, Tools>) => {
  const events = (await history(orderId)) as Recorded<OrderEvent>[];
  const order = events.reduce(orderDecider.evolve, orderDecider.initialState);
  return isPlaced(order) ? order.payment : undefined;
};

const confirmOrFail = (orderId: string, capture: Capture, { send }: Means<OrderCommand, Tools>) =>
  capture.outcome === 'captured'
    ? send({ type: 'ConfirmPayment', data: { orderId, amount: capture.amount } })
    : send({ type: 'FailPayment', data: { orderId, failureReason: capture.reason } });

/** The order's id is the processor's key: however often it is asked, one order is paid once. */
export const capturePayment: Reaction<OrderPlaced, OrderCommand, Tools> = {
  since,
  on: {
    async OrderPlaced({ data: { orderId, price } }, means) {
      if ((await paymentOf(orderId, means)) !== 'PENDING') return;
      const payment = { idempotencyKey: orderId, amount: price.total };
      const capture = await means.tools.payments.capture(payment);
      // One that is pending waits for the timer, which asks again by CheckPayment.
      if (capture.outcome !== 'pending') await confirmOrFail(orderId, capture, means);
    },
  },
};

/** No answer for a quarter of an hour: what is not captured by now is voided. */
export const checkPayment: Reaction<PaymentCheckRequested, OrderCommand, Tools> = {
  since,
  on: {
    async PaymentCheckRequested({ data: { orderId } }, means) {
      if ((await paymentOf(orderId, means)) !== 'PENDING') return;
      await confirmOrFail(orderId, await means.tools.payments.check({ idempotencyKey: orderId }), means);
    },
  },
};

export const refundPayment: Reaction<RefundRequested, OrderCommand, Tools> = {
  since,
  on: {
    async RefundRequested({ id, data }, means) {
      const { orderId, amount: asked } = data;
      if ((await paymentOf(orderId, means)) !== 'REFUND_PENDING') return;
      const refund = { idempotencyKey: id, captureKey: orderId, amount: asked };
      const { amount } = await means.tools.payments.refund(refund);
      await means.send({ type: 'ConfirmRefund', data: { orderId, amount } });
    },
  },
};

export const reactions: Record<string, Reaction<OrderEvent, OrderCommand, Tools>> = {
  capturePayment,
  checkPayment,
  refundPayment,
};
