import type { Event } from '../../kernel/messages.ts';
import type { Money } from '../../kernel/money.ts';
import type { Upcasts } from '../../kernel/upcasting.ts';
import type { PackageTier, RequirementQuestion } from '../gigs/events.ts';
import type { ConversationEvent } from './events/conversation-events.ts';

// These names and fields are the stored format: add to them, never rename or remove.

export type OrderStatus =
  | 'PENDING_PAYMENT'
  | 'AWAITING_REQUIREMENTS'
  | 'IN_PROGRESS'
  | 'DELIVERED'
  | 'IN_REVISION'
  | 'COMPLETED'
  | 'CANCELLED';
export type Party = 'BUYER' | 'SELLER';

/** In every event of orders: a key reads nothing but the event. */
export type Concerns = { orderId: string; gigId: string; buyerId: string; sellerId: string };

/** In an event that moves the order, so that a seller's load is a sum over events; see `loadChange`. */
export type Move = { from: OrderStatus; to: OrderStatus };

/** How busy the seller is, the order of the event included. */
export type SellerLoad = { inProgress: number; capacity: number };

export type OrderedExtra = { id: string; name: string; price: Money };

/**
 * What was bought, frozen: `deliveryDays` and `revisions` are of the package and the extras together.
 * `revisions` absent: unlimited. Prices are of one piece.
 */
export type OrderedItem = {
  gigTitle: string;
  tier: PackageTier;
  packageName: string;
  deliveryDays: number;
  revisions?: number;
  quantity: number;
  extras: OrderedExtra[];
  requirements: RequirementQuestion[];
};

/** `total` = subtotal + service fee, `sellerEarnings` = subtotal − commission. */
export type OrderPrice = {
  subtotal: Money;
  serviceFee: Money;
  total: Money;
  commission: Money;
  sellerEarnings: Money;
};

export type OrderPlaced = Event<
  'OrderPlaced',
  Concerns & {
    to: OrderStatus;
    /** Human reference, e.g. CH-7K2Q9M. */
    number: string;
    placedAt: string;
    gigVersion: number;
    item: OrderedItem;
    price: OrderPrice;
    policyVersion: number;
    sellerLoad: SellerLoad;
  }
>;
/** Without a move: too late, and RefundRequested follows. */
export type PaymentCaptured = Event<'PaymentCaptured', Concerns & Partial<Move> & { amount: Money }>;
/** `failureReason`: the processor's word, e.g. `card_declined`. */
export type PaymentFailed = Event<'PaymentFailed', Concerns & { failureReason: string }>;
export type PaymentCheckRequested = Event<'PaymentCheckRequested', Concerns>;
export type RequirementsSubmitted = Event<
  'RequirementsSubmitted',
  Concerns & { answers: { questionId: string; textId: string }[] }
>;
export type OrderStarted = Event<
  'OrderStarted',
  Concerns & Move & { startedAt: string; dueAt: string; skippedRequirements: boolean; sellerLoad: SellerLoad }
>;
/** `number` counts from 1. `reviewEndsAt`: the order completes by itself then. */
export type OrderDelivered = Event<
  'OrderDelivered',
  Concerns & Move & { number: number; messageTextId: string; isOnTime: boolean; reviewEndsAt: string }
>;
/** `number` counts from 1. `cancelsAt`: unless delivered by then, the order is cancelled. */
export type RevisionRequested = Event<
  'RevisionRequested',
  Concerns & Move & { number: number; messageTextId: string; cancelsAt: string }
>;
/** `isOnTime` is of the first delivery, `sellerLoad` of the start. */
export type OrderCompleted = Event<
  'OrderCompleted',
  Concerns &
    Move & {
      completedBy: 'BUYER' | 'AUTOMATIC';
      isOnTime: boolean;
      deliveriesCount: number;
      revisionsUsed: number;
      sellerLoad: SellerLoad;
    }
>;
export type OrderMarkedLate = Event<'OrderMarkedLate', Concerns & { dueAt: string }>;
export type OrderMarkedVeryLate = Event<'OrderMarkedVeryLate', Concerns & { dueAt: string }>;
/** `sellerLoad` is of the start, else of the placement. */
export type OrderCancelled = Event<
  'OrderCancelled',
  Concerns &
    Move & {
      reason: 'PAYMENT_FAILED' | 'NO_REQUIREMENTS' | 'SELLER_LATE';
      fault: Party | 'NONE';
      sellerLoad: SellerLoad;
    }
>;
export type RefundRequested = Event<'RefundRequested', Concerns & { amount: Money }>;
export type PaymentRefunded = Event<'PaymentRefunded', Concerns & { amount: Money }>;
/** `amount` goes to the seller, `platformFee` (service fee and commission) to the marketplace. */
export type EarningsReleased = Event<'EarningsReleased', Concerns & { amount: Money; platformFee: Money }>;

export type OrderEvent =
  | OrderPlaced
  | PaymentCaptured
  | PaymentFailed
  | PaymentCheckRequested
  | RequirementsSubmitted
  | OrderStarted
  | OrderDelivered
  | RevisionRequested
  | OrderCompleted
  | OrderMarkedLate
  | OrderMarkedVeryLate
  | OrderCancelled
  | RefundRequested
  | PaymentRefunded
  | EarningsReleased;
export type { ConversationEvent, OrderMessageSent, OrderMessagesRead } from './events/conversation-events.ts';
export type OrdersEvent = OrderEvent | ConversationEvent;

export { loadChange, moves } from './events/load.ts';

export const upcasts: Upcasts<OrdersEvent> = {};
