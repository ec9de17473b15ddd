import type { Money } from '../../../kernel/money.ts';
import type { RowStore } from '../../../kernel/row-store/row-store.ts';
import type { Capture, PaymentProcessor } from '../payments.ts';

/** What a processor remembers, by idempotency key; the first row under a key decides for ever. */
export type PaymentRow = { id: string; capture: Capture };
export type RefundRow = { id: string; captureKey: string; amount: Money };

/** The total of a subtotal of 666.00 (service fee 36.63): its card is declined, in every currency. */
export const DECLINED_TOTAL = 702_63;

/** The total of a subtotal of 667.00 (service fee 36.69): its bank takes its time, until it is voided. */
export const PENDING_TOTAL = 703_69;

/**
 * Takes no real money. Its rows outlive a crash, and there is one of them for each order, so that they
 * prove that nobody paid twice.
 */
export const createTestProcessor = async (rows: RowStore): Promise<PaymentProcessor> => {
  const payments = await rows.open<PaymentRow>('payments');
  const refunds = await rows.open<RefundRow>('refunds', ['captureKey']);

  const settle = async (id: string, capture: Capture): Promise<Capture> => {
    await payments.insert({ id, capture });
    const [settled] = await payments.get([id]);
    return settled!.capture;
  };

  return {
    async capture({ idempotencyKey, amount }) {
      if (amount.minorUnits === PENDING_TOTAL) return { outcome: 'pending' };
      const isDeclined = amount.minorUnits === DECLINED_TOTAL;
      return settle(
        idempotencyKey,
        isDeclined ? { outcome: 'declined', reason: 'card_declined' } : { outcome: 'captured', amount },
      );
    },

    check: ({ idempotencyKey }) => settle(idempotencyKey, { outcome: 'declined', reason: 'not_captured' }),

    async refund({ idempotencyKey, captureKey, amount }) {
      await refunds.insert({ id: idempotencyKey, captureKey, amount });
      const [refund] = await refunds.get([idempotencyKey]);
      return { amount: refund!.amount };
    },
  };
};
