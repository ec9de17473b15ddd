import type { Projection } from '../../../kernel/projection.ts';
import { loadChange, type OrderEvent } from '../../orders/events.ts';
import type { UserEvent } from '../../users/events.ts';
import type { SellerLevel } from '../decider/policy.ts';

/** What gigs has heard of a member. Without `level` the member has no seller profile. */
export type SellerView = {
  id: string;
  username: string;
  level?: SellerLevel;
  /** Orders wanted at once. */
  capacity?: number;
  ordersInProgress?: number;
  isAcceptingOrders?: boolean;
  /** ISO instants; null: open. */
  awayFrom?: string | null;
  awayUntil?: string | null;
};

type Moved = { data: Parameters<typeof loadChange>[0]['data'] };
const moved = (event: Moved, { ordersInProgress = 0 }: Partial<SellerView>) => ({
  ordersInProgress: ordersInProgress + loadChange(event),
});

export const sellers: Projection<SellerView, UserEvent | OrderEvent> = {
  view: 'sellers',
  version: 1,
  root: 'UserRegistered',
  key: ({ data }) => ('userId' in data ? data.userId : data.sellerId),
  on: {
    UserRegistered: ({ data: { username } }) => ({ username }),
    SellerProfileOpened: ({ data: { capacity } }) => ({ level: 'NEW', capacity, isAcceptingOrders: true }),
    SellerAvailabilityChanged: ({ data: { isAcceptingOrders, from = null, until = null } }) => ({
      isAcceptingOrders,
      awayFrom: from,
      awayUntil: until,
    }),
    SellerCapacityChanged: ({ data: { capacity } }) => ({ capacity }),

    OrderPlaced: moved,
    PaymentCaptured: moved,
    OrderStarted: moved,
    OrderDelivered: moved,
    RevisionRequested: moved,
    OrderCompleted: moved,
    OrderCancelled: moved,
  },
};
