import type { Money } from '../../kernel/money.ts';

export type Capture = { outcome: 'captured'; amount: Money } | { outcome: 'declined'; reason: string };

/**
 * The card processor. Asked twice under one key it does it once and answers the same again; it throws
 * UnavailableError when it does not answer, and is then asked again.
 */
export interface PaymentProcessor {
  /** Takes the buyer's money into escrow; `pending` where the bank has not answered yet: `check` it later. */
  capture(payment: { idempotencyKey: string; amount: Money }): Promise<Capture | { outcome: 'pending' }>;
  /** What came of a capture; one that never came, or never ended, is voided: it can only be declined then. */
  check(payment: { idempotencyKey: string }): Promise<Capture>;
  /** Gives back part or all of what was captured under `captureKey`. */
  refund(refund: { idempotencyKey: string; captureKey: string; amount: Money }): Promise<{ amount: Money }>;
}
