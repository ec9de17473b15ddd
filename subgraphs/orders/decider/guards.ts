import { later } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/domain-error.ts';
import type { Placed, Process } from './order.ts';
import { MOST_REVISIONS, periods } from './policy.ts';

/** Also for an order that the asker may not see: an id tells strangers nothing. */
export const noSuchOrder = ({ orderId }: { orderId: string }) =>
  new DomainError('NOT_FOUND', `There is no order ${orderId}.`, ['input', 'orderId']);

// Why a member is refused in a state where the step exists; undefined: go ahead.

export const tooEarlyToCancel = ({ placedAt }: Process, at: string) => {
  const opens = later(placedAt, periods.sellerMayCancelForRequirements);
  if (at >= opens) return undefined;
  return new DomainError('TOO_EARLY', `The buyer may still answer: this can be cancelled from ${opens}.`);
};

export const notVeryLate = ({ lateness }: Process) =>
  lateness === 'VERY_LATE'
    ? undefined
    : new DomainError('TOO_EARLY', `Expected an order that is VERY_LATE, this one is ${lateness}.`);

export const revisionsExhausted = ({ revisionsUsed, revisionsAllowed = MOST_REVISIONS }: Process) =>
  revisionsUsed < revisionsAllowed
    ? undefined
    : new DomainError(
        'REVISIONS_EXHAUSTED',
        `Expected at most ${revisionsAllowed} revisions of this order, and ${revisionsUsed} were asked for.`,
      );

// Whether the platform's own step still holds.

const isPast = (at: string, start: string | undefined, period = 0) =>
  start !== undefined && at >= later(start, period);

export const isUnpaid = ({ placedAt }: Placed, at: string) => isPast(at, placedAt, periods.paymentCheck);

export const isUnanswered = ({ placedAt }: Placed, at: string) =>
  isPast(at, placedAt, periods.missingRequirements);

export const isLater = ({ lateness, dueAt }: Placed, at: string) =>
  (lateness === 'ON_TIME' && isPast(at, dueAt)) ||
  (lateness === 'LATE' && isPast(at, dueAt, periods.veryLate));

export const isAbandoned = ({ cancelsAt }: Placed, at: string) => isPast(at, cancelsAt);

export const isReviewed = ({ reviewEndsAt }: Placed, at: string) => isPast(at, reviewEndsAt);

export const isUncaptured = ({ payment }: Placed) => payment === 'FAILED';

export const isRefundDue = ({ payment }: Placed) => payment === 'REFUND_PENDING';
