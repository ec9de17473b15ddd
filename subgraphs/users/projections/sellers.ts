import type { Projection } from '../../../kernel/projection.ts';
import { moves, type OrderCompleted, type OrdersEvent } from '../../orders/events.ts';
import type { RatingPublished } from '../../ratings/events.ts';
import { addTo, monthOf, recent, weekOf, type Buckets } from './buckets.ts';

/** What is counted of a seller from others' events: sums, which may come in any order. */
export type SellerView = {
  id: string;
  ordersInProgress?: number;
  completedOrders?: number;
  /** First deliveries. */
  deliveries?: { onTime: number; total: number };
  /** Lifetime. */
  ratingsCount?: number;
  /** By month; `sum` in tenths. */
  ratings?: Buckets<{ count: number; sum: number }>;
  /** By week: how many answers took up to so many minutes. */
  responses?: Buckets<Record<string, number>>;
};

/** Two years: the present month and the 23 before. */
const MONTHS = 24;
/** 91 days. */
const WEEKS = 13;

/** Minutes, as fine as a reader cares to know; what takes longer counts as 30 days. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_440, 2_880, 10_080];
const LAST_STEP = 43_200;
const stepOf = (minutes: number) => STEPS.find((step) => minutes <= step) ?? LAST_STEP;

const load = moves('ordersInProgress');

export const sellers: Projection<SellerView, OrdersEvent | RatingPublished> = {
  view: 'sellers',
  version: 1,
  key: ({ data }) => data.sellerId,
  on: {
    ...load,

    OrderDelivered(event, seller) {
      const { onTime, total } = seller.deliveries ?? { onTime: 0, total: 0 };
      const { number, isOnTime } = event.data;
      const deliveries = { onTime: onTime + (isOnTime ? 1 : 0), total: total + 1 };
      return { ...load.OrderDelivered(event, seller), ...(number === 1 && { deliveries }) };
    },

    OrderCompleted: (event, seller) => ({
      ...load.OrderCompleted(event, seller),
      completedOrders: (seller.completedOrders ?? 0) + 1,
    }),

    OrderMessageSent({ data: { responseMinutes, sentAt } }, { responses = {} }) {
      if (responseMinutes === undefined) return {};
      const step = stepOf(responseMinutes);
      const counted = (week: Record<string, number> = {}) => ({ ...week, [step]: (week[step] ?? 0) + 1 });
      return { responses: addTo(responses, { period: weekOf(sentAt), span: WEEKS }, counted) };
    },

    RatingPublished: ({ data: { overall, publishedAt } }, { ratings = {}, ratingsCount = 0 }) => ({
      ratingsCount: ratingsCount + 1,
      ratings: addTo(ratings, { period: monthOf(publishedAt), span: MONTHS }, (month) => ({
        count: (month?.count ?? 0) + 1,
        sum: (month?.sum ?? 0) + overall,
      })),
    }),
  },
};

/** A buyer with a completed order of a seller; how many there are is counted at read. */
export type SellerBuyer = { id: string; sellerId: string; buyerId: string };

export const sellerBuyers: Projection<SellerBuyer, OrderCompleted> = {
  view: 'sellerBuyers',
  version: 1,
  root: 'OrderCompleted',
  key: ({ data: { sellerId, buyerId } }) => `${sellerId}:${buyerId}`,
  indexes: [['sellerId']],
  on: { OrderCompleted: ({ data: { sellerId, buyerId } }) => ({ sellerId, buyerId }) },
};

/** Over two years up to `now`, 1.0 to 5.0 in hundredths; null below one rating. */
export const averageRating = ({ ratings = {} }: Partial<SellerView>, now: string): number | null => {
  const months = recent(ratings, { period: monthOf(now), span: MONTHS });
  const count = months.reduce((total, month) => total + month.count, 0);
  const tenths = months.reduce((total, month) => total + month.sum, 0);
  return count === 0 ? null : Math.round((tenths * 10) / count) / 100;
};

/** Over 13 weeks up to `now`, in whole minutes rounded up to a step; null without answers. */
export const medianResponse = ({ responses = {} }: Partial<SellerView>, now: string): number | null => {
  const counts = new Map<number, number>();
  for (const week of recent(responses, { period: weekOf(now), span: WEEKS }))
    for (const [step, count] of Object.entries(week))
      counts.set(Number(step), (counts.get(Number(step)) ?? 0) + count);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [step, count] of [...counts].sort(([a], [b]) => a - b))
    if ((below += count) * 2 >= total) return step;
  return null;
};

/** 0 to 1 in hundredths; null before the first delivery. */
export const onTimeRate = ({ deliveries }: Partial<SellerView>): number | null =>
  deliveries ? Math.round((deliveries.onTime * 100) / deliveries.total) / 100 : null;
