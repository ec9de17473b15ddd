/** What becomes of an order, and of how many of the 400. */
export const fates = {
  COMPLETED: 292,
  REVISED: 30,
  AUTOMATIC: 20,
  DECLINED: 5,
  NO_BRIEF: 6,
  LATE_CANCELLED: 6,
  PENDING: 2,
  AWAITING: 9,
  IN_PROGRESS: 12,
  OVERDUE: 4,
  DELIVERED: 8,
  IN_REVISION: 6,
} as const;

export type Fate = keyof typeof fates;

export const ORDERS = Object.values(fates).reduce((sum, count) => sum + count, 0);
