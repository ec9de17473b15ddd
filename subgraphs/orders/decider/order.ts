import type { Money } from '../../../kernel/money.ts';
import type { RequirementQuestion } from '../../gigs/events.ts';
import type { Concerns, OrderPrice, OrderStatus, SellerLoad } from '../events.ts';

export type Lateness = 'ON_TIME' | 'LATE' | 'VERY_LATE';

/** What the machine's guards read: of the decider's state and of the page document alike. */
export type Process = {
  status: OrderStatus;
  buyerId: string;
  sellerId: string;
  placedAt: string;
  lateness: Lateness;
  revisionsUsed: number;
  /** Absent: unlimited. */
  revisionsAllowed?: number;
};

export type Placed = Process & {
  concerns: Concerns;
  price: OrderPrice;
  deliveryDays: number;
  questions: RequirementQuestion[];
  /** Of the placement, then of the start. */
  sellerLoad: SellerLoad;
  /** The money that was taken and must go somewhere. */
  payment: 'PENDING' | 'CAPTURED' | 'FAILED' | 'REFUND_PENDING' | 'REFUNDED';
  /** With REFUND_PENDING: what was asked of the processor. */
  refundDue?: Money;
  dueAt?: string;
  /** While work is due: cancelled unless delivered by then. */
  cancelsAt?: string;
  reviewEndsAt?: string;
  deliveriesCount: number;
  isFirstOnTime: boolean;
};

export type Order = { status: 'UNPLACED' } | Placed;
export type Unplaced = Extract<Order, { status: 'UNPLACED' }>;

export const isPlaced = (order: Order): order is Placed => order.status !== 'UNPLACED';
