import { DomainError } from '../../../kernel/domain-error.ts';
import type { Actor } from '../../../kernel/messages.ts';
import type { ProcessCommand } from '../commands.ts';
import type { OrderStatus } from '../events.ts';
import {
  isAbandoned,
  isLater,
  isRefundDue,
  isReviewed,
  isUnanswered,
  isUncaptured,
  isUnpaid,
  noSuchOrder,
  notVeryLate,
  revisionsExhausted,
  tooEarlyToCancel,
} from './guards.ts';
import type { Placed, Process } from './order.ts';

/** Who asks, as the order sees them; undefined: a stranger, or staff. */
export type Role = 'BUYER' | 'SELLER' | 'TIMER' | 'REACTION';

export type Action =
  | 'SUBMIT_REQUIREMENTS'
  | 'SKIP_REQUIREMENTS'
  | 'CANCEL_NO_REQUIREMENTS'
  | 'DELIVER'
  | 'ACCEPT'
  | 'REQUEST_REVISION'
  | 'CANCEL_LATE'
  | 'MESSAGE';

type Shared = {
  /** Number in the table of the README. */
  row: number;
  from: OrderStatus[];
  command: ProcessCommand['type'];
  /** Where it may end. */
  to: OrderStatus[];
};
/** A member's button: `refuses` reads what the page shows as well. */
type ByMember = Shared & {
  by: 'BUYER' | 'SELLER';
  action: Action;
  refuses?: (order: Process, at: string) => DomainError | undefined;
};
/** The platform's own: where it does not hold (any longer), nothing happens. */
type ByPlatform = Shared & { by: 'TIMER' | 'REACTION'; holds?: (order: Placed, at: string) => boolean };
export type Transition = ByMember | ByPlatform;

// The order machine after its first step, PlaceOrder (row 1). The guard of every command, the viewer's
// actions and the tests' matrix come from this table; the README shows it.
// prettier-ignore
export const machine: readonly Transition[] = [
  { row: 2, from: ['PENDING_PAYMENT'], command: 'ConfirmPayment', by: 'REACTION',
    to: ['AWAITING_REQUIREMENTS', 'IN_PROGRESS'] },
  { row: 3, from: ['PENDING_PAYMENT'], command: 'FailPayment', by: 'REACTION', to: ['CANCELLED'] },
  { row: 4, from: ['PENDING_PAYMENT'], command: 'CheckPayment', by: 'TIMER', to: ['PENDING_PAYMENT'], holds: isUnpaid },
  { row: 5, from: ['CANCELLED'], command: 'ConfirmPayment', by: 'REACTION', to: ['CANCELLED'], holds: isUncaptured },
  { row: 6, from: ['AWAITING_REQUIREMENTS'], command: 'SubmitRequirements', by: 'BUYER', to: ['IN_PROGRESS'],
    action: 'SUBMIT_REQUIREMENTS' },
  { row: 7, from: ['AWAITING_REQUIREMENTS'], command: 'SkipRequirements', by: 'SELLER', to: ['IN_PROGRESS'],
    action: 'SKIP_REQUIREMENTS' },
  { row: 8, from: ['AWAITING_REQUIREMENTS'], command: 'CancelForMissingRequirements', by: 'SELLER', to: ['CANCELLED'],
    action: 'CANCEL_NO_REQUIREMENTS', refuses: tooEarlyToCancel },
  { row: 8, from: ['AWAITING_REQUIREMENTS'], command: 'CancelForMissingRequirements', by: 'TIMER', to: ['CANCELLED'],
    holds: isUnanswered },
  { row: 9, from: ['IN_PROGRESS', 'IN_REVISION'], command: 'DeliverOrder', by: 'SELLER', to: ['DELIVERED'],
    action: 'DELIVER' },
  { row: 10, from: ['IN_PROGRESS'], command: 'MarkLate', by: 'TIMER', to: ['IN_PROGRESS'], holds: isLater },
  { row: 11, from: ['IN_PROGRESS'], command: 'CancelLateOrder', by: 'BUYER', to: ['CANCELLED'],
    action: 'CANCEL_LATE', refuses: notVeryLate },
  { row: 12, from: ['IN_PROGRESS', 'IN_REVISION'], command: 'CancelLateOrder', by: 'TIMER', to: ['CANCELLED'],
    holds: isAbandoned },
  { row: 13, from: ['DELIVERED'], command: 'RequestRevision', by: 'BUYER', to: ['IN_REVISION'],
    action: 'REQUEST_REVISION', refuses: revisionsExhausted },
  { row: 15, from: ['DELIVERED'], command: 'AcceptDelivery', by: 'BUYER', to: ['COMPLETED'], action: 'ACCEPT' },
  { row: 16, from: ['DELIVERED'], command: 'CompleteOrder', by: 'TIMER', to: ['COMPLETED'], holds: isReviewed },
  { row: 24, from: ['CANCELLED'], command: 'ConfirmRefund', by: 'REACTION', to: ['CANCELLED'], holds: isRefundDue },
];

export const roleOf = (by: Actor, { buyerId, sellerId }: Pick<Process, 'buyerId' | 'sellerId'>) => {
  if (by.kind === 'timer') return 'TIMER';
  if (by.kind === 'reaction') return 'REACTION';
  return partyOf(by.id, { buyerId, sellerId });
};

export const partyOf = (
  memberId: string | null,
  { buyerId, sellerId }: Pick<Process, 'buyerId' | 'sellerId'>,
) => (memberId === buyerId ? 'BUYER' : memberId === sellerId ? 'SELLER' : undefined);

/**
 * Whether the command goes ahead: false where the platform's own no longer applies, and then nothing
 * happens. Throws NOT_FOUND to who may not see the order, FORBIDDEN, ILLEGAL_STATE or what the row's
 * guard refuses with.
 */
export const goesAhead = ({ type, by, at }: ProcessCommand, order: Placed): boolean => {
  const role = roleOf(by, order);
  if (!role && by.kind !== 'staff') throw noSuchOrder(order.concerns);
  const rows = machine.filter((row) => row.command === type && row.by === role);
  if (rows.length === 0) throw forbidden(type, role);
  const row = rows.find(({ from }) => from.includes(order.status));
  if (role === 'TIMER' || role === 'REACTION') return row !== undefined && holds(row, order, at);
  if (!row) throw illegal(rows, order);
  const refusal = 'refuses' in row ? row.refuses?.(order, at) : undefined;
  if (refusal) throw refusal;
  return true;
};

/** What this member may do now: the table again. The conversation is always open to both. */
export const actionsOf = (order: Process, memberId: string | null, at: string): Action[] => {
  const party = partyOf(memberId, order);
  if (!party) return [];
  const actions = machine.flatMap((row) => {
    if (row.by !== party || !row.from.includes(order.status)) return [];
    return 'action' in row && !row.refuses?.(order, at) ? [row.action] : [];
  });
  return [...actions, 'MESSAGE'];
};

const holds = (row: Transition, order: Placed, at: string) =>
  'holds' in row && row.holds ? row.holds(order, at) : true;

const forbidden = (type: string, role: Role | undefined) => {
  const allowed = machine.filter(({ command }) => command === type).map(({ by }) => by.toLowerCase());
  const expected = [...new Set(allowed)].join(' or ');
  const came = role ? `the ${role.toLowerCase()}` : 'staff';
  return new DomainError('FORBIDDEN', `Expected the order's ${expected} to ask for this, got ${came}.`);
};

const illegal = (rows: Transition[], { status }: Placed) => {
  const expected = rows.flatMap(({ from }) => from).join(' or ');
  return new DomainError('ILLEGAL_STATE', `Expected an order that is ${expected}, this one is ${status}.`);
};
