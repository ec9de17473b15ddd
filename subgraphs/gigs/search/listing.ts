import type { SellerLevel } from '../decider/policy.ts';
import type { GigSearchView, SellerView } from '../projections.ts';
import { averageOf, type Ratings } from './ratings.ts';

/** A gig that can be found and ordered now, with what is known of its seller: joined at read. */
export type Listing = {
  id: string;
  gig: GigSearchView;
  username: string;
  level: SellerLevel;
  lastSeenAt?: string;
  /** Of two years. */
  ratings: Ratings;
  average: number | null;
};

type Known = { gig: GigSearchView; seller?: SellerView; lastSeenAt?: string; ratings: Ratings };

/** Null where nobody can order it now: paused, its seller unknown, away or full, or its own queue full. */
export const listingOf = ({ gig, seller, lastSeenAt, ratings }: Known, now: Date): Listing | null => {
  if (gig.status !== 'ACTIVE' || !seller?.level || !hasRoom(seller) || isAway(seller, now)) return null;
  if (gig.maxOrdersInQueue != null && (gig.ordersInQueue ?? 0) >= gig.maxOrdersInQueue) return null;
  return {
    id: gig.id,
    gig,
    username: seller.username,
    level: seller.level,
    ...(lastSeenAt !== undefined && { lastSeenAt }),
    ratings,
    average: averageOf(ratings),
  };
};

const hasRoom = ({ ordersInProgress = 0, capacity = 0 }: SellerView) => ordersInProgress < capacity;

/** Both ends may be open; the end itself is no longer away. */
const isAway = ({ isAcceptingOrders, awayFrom, awayUntil }: SellerView, now: Date) => {
  if (isAcceptingOrders) return false;
  const instant = now.toISOString();
  return (!awayFrom || awayFrom <= instant) && (!awayUntil || instant < awayUntil);
};
