import type { Projection } from '../../../kernel/projection.ts';
import { moves, type OrderEvent } from '../../orders/events.ts';
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

    ...moves('ordersInProgress'),
  },
};
