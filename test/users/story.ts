import type { Recorded } from '../../kernel/messages.ts';
import type { OrderPrice, OrdersEvent, OrderStatus } from '../../subgraphs/orders/events.ts';
import type { RatingPublished } from '../../subgraphs/ratings/events.ts';
import type { UserEvent } from '../../subgraphs/users/events.ts';
import { recorded } from '../recorded.ts';

// What happens to Sam, who sells, and Bea, who buys: events as users hears them, made in their order,
// since positions rise by themselves.

const AT = '2026-01-15T12:00:00.000Z';
const userId = 'usr_sam';
const ofUser = (event: UserEvent) => recorded(event, { stream: userId });

export const registered = ofUser({ type: 'UserRegistered', data: { userId, username: 'sam' } });
export const opened = ofUser({ type: 'SellerProfileOpened', data: { userId, capacity: 5 } });
export const away = ofUser({
  type: 'SellerAvailabilityChanged',
  data: { userId, isAcceptingOrders: false, from: '2026-02-01T00:00:00.000Z' },
});

export const bigger = ofUser({ type: 'SellerCapacityChanged', data: { userId, capacity: 9 } });

type More = { buyerId?: string; sellerId?: string };
const concerns = (orderId: string, { buyerId = 'usr_bea', sellerId = 'usr_sam' }: More) => ({
  orderId,
  gigId: 'gig_1',
  buyerId,
  sellerId,
});
const amount = { minorUnits: 1_000, currencyCode: 'USD' };
const price: OrderPrice = {
  subtotal: amount,
  serviceFee: amount,
  total: amount,
  commission: amount,
  sellerEarnings: amount,
};
const sellerLoad = { inProgress: 1, capacity: 5 };
const ofOrder = <E extends OrdersEvent>(event: E): Recorded<E> =>
  recorded(event, { stream: event.data.orderId });

export const placed = (orderId: string, more: More = {}) =>
  ofOrder({
    type: 'OrderPlaced',
    data: {
      ...concerns(orderId, more),
      to: 'PENDING_PAYMENT',
      number: 'CH-1',
      placedAt: AT,
      gigVersion: 1,
      item: {
        gigTitle: 'I will edit your podcast',
        tier: 'BASIC',
        packageName: 'One episode',
        deliveryDays: 3,
        quantity: 1,
        extras: [],
        requirements: [],
      },
      price,
      policyVersion: 1,
      sellerLoad,
    },
  });

const move = (from: OrderStatus, to: OrderStatus) => ({ from, to });

export const started = (orderId: string, more: More = {}) =>
  ofOrder({
    type: 'OrderStarted',
    data: {
      ...concerns(orderId, more),
      ...move('PENDING_PAYMENT', 'IN_PROGRESS'),
      startedAt: AT,
      dueAt: AT,
      skippedRequirements: false,
      sellerLoad,
    },
  });

export const delivered = (orderId: string, more: More & { isOnTime?: boolean; number?: number } = {}) =>
  ofOrder({
    type: 'OrderDelivered',
    data: {
      ...concerns(orderId, more),
      ...move(more.number === 2 ? 'IN_REVISION' : 'IN_PROGRESS', 'DELIVERED'),
      number: more.number ?? 1,
      messageTextId: 'txt_1',
      isOnTime: more.isOnTime ?? true,
      reviewEndsAt: AT,
    },
  });

export const revised = (orderId: string, more: More = {}) =>
  ofOrder({
    type: 'RevisionRequested',
    data: {
      ...concerns(orderId, more),
      ...move('DELIVERED', 'IN_REVISION'),
      number: 1,
      messageTextId: 'txt_2',
      cancelsAt: AT,
    },
  });

export const completed = (orderId: string, more: More = {}) =>
  ofOrder({
    type: 'OrderCompleted',
    data: {
      ...concerns(orderId, more),
      ...move('DELIVERED', 'COMPLETED'),
      completedBy: 'BUYER',
      isOnTime: true,
      deliveriesCount: 1,
      revisionsUsed: 0,
      sellerLoad,
    },
  });

export const cancelled = (orderId: string, more: More = {}) =>
  ofOrder({
    type: 'OrderCancelled',
    data: {
      ...concerns(orderId, more),
      ...move('PENDING_PAYMENT', 'CANCELLED'),
      reason: 'PAYMENT_FAILED',
      fault: 'NONE',
      sellerLoad,
    },
  });

export const answered = (orderId: string, responseMinutes: number, sentAt = AT) =>
  recorded(
    {
      type: 'OrderMessageSent' as const,
      data: {
        ...concerns(orderId, {}),
        messageId: 'msg_1',
        number: 2,
        sentAt,
        sender: 'SELLER' as const,
        bodyTextId: 'txt_3',
        responseMinutes,
      },
    },
    { stream: orderId.replace('ord', 'cnv') },
  );

type Published = More & { buyerScore?: number; overall?: number; publishedAt?: string };
export const published = (orderId: string, more: Published = {}): Recorded<RatingPublished> => {
  const { buyerScore, overall = 47, publishedAt = AT } = more;
  const ratingId = orderId.replace('ord', 'rtg');
  return recorded(
    {
      type: 'RatingPublished',
      data: {
        ...concerns(orderId, more),
        ratingId,
        publishedAt,
        why: 'BOTH',
        scores: { quality: 5, communication: 5, value: 4 },
        overall,
        ...(buyerScore !== undefined && { buyerScore }),
        sellerLoad,
      },
    },
    { stream: ratingId },
  );
};
