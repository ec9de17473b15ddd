import type { Projection } from '../../../kernel/projection.ts';
import type { OrderCompleted, OrderPlaced } from '../../orders/events.ts';
import type { RatingPublished } from '../../ratings/events.ts';
import type { UserEvent } from '../events.ts';

/** `unavailableFrom`, `unavailableUntil`: ISO instants, null where that end is open; `messageTextId` or null. */
type Seller = {
  level: 'NEW' | 'LEVEL_ONE' | 'LEVEL_TWO' | 'TOP_RATED';
  capacity: number;
  isAcceptingOrders: boolean;
  unavailableFrom: string | null;
  unavailableUntil: string | null;
  messageTextId: string | null;
};

/**
 * A member's page: what is public and no personal data. `seller` once a seller profile is open;
 * `version` is the stream's revision; what is counted is absent until there is one.
 */
export type UserView = {
  id: string;
  username: string;
  memberSince: string;
  version: number;
  seller?: Seller;
  ordersPlaced?: number;
  ordersCompleted?: number;
  /** Of this buyer, by sellers: each 1 to 5. */
  scoresReceived?: { count: number; sum: number };
};

type Followed = OrderPlaced | OrderCompleted | RatingPublished;

const withSeller = (user: Partial<UserView>, change: Partial<Seller>) =>
  user.seller ? { seller: { ...user.seller, ...change } } : {};

export const users: Projection<UserView, UserEvent | Followed> = {
  view: 'users',
  version: 2,
  root: 'UserRegistered',
  key: ({ data }) => ('userId' in data ? data.userId : data.buyerId),
  indexes: [['username']],
  on: {
    UserRegistered: ({ data: { username }, at }) => ({ username, memberSince: at }),
    SellerProfileOpened: ({ data: { capacity } }) => ({
      seller: {
        level: 'NEW',
        capacity,
        isAcceptingOrders: true,
        unavailableFrom: null,
        unavailableUntil: null,
        messageTextId: null,
      },
    }),
    SellerAvailabilityChanged: ({ data: { isAcceptingOrders, from, until, messageTextId } }, user) =>
      withSeller(user, {
        isAcceptingOrders,
        unavailableFrom: from ?? null,
        unavailableUntil: until ?? null,
        messageTextId: messageTextId ?? null,
      }),
    SellerCapacityChanged: ({ data: { capacity } }, user) => withSeller(user, { capacity }),

    OrderPlaced: (_, { ordersPlaced = 0 }) => ({ ordersPlaced: ordersPlaced + 1 }),
    OrderCompleted: (_, { ordersCompleted = 0 }) => ({ ordersCompleted: ordersCompleted + 1 }),
    RatingPublished: ({ data: { buyerScore } }, { scoresReceived = { count: 0, sum: 0 } }) =>
      buyerScore === undefined
        ? {}
        : { scoresReceived: { count: scoresReceived.count + 1, sum: scoresReceived.sum + buyerScore } },
  },
};

/** 1.0 to 5.0 in hundredths; null before the first. */
export const averageReceived = ({ scoresReceived }: Partial<UserView>): number | null =>
  scoresReceived ? Math.round((scoresReceived.sum * 100) / scoresReceived.count) / 100 : null;
