import type { Clock } from '../../../kernel/clock.ts';
import { later } from '../../../kernel/clock.ts';
import type { SellerView, UserView } from '../projections.ts';
import { averageRating, medianResponse, onTimeRate } from '../projections/sellers.ts';
import type { UsersContext } from './context.ts';

const ONLINE_MILLISECONDS = 90_000;

/** From what is counted of a seller; nothing is where nobody has ordered yet. */
const counted =
  <T>(read: (seller: Partial<SellerView>, now: string) => T) =>
  async ({ id }: UserView, _: unknown, { load, clock }: UsersContext) =>
    read((await load.seller.load(id)) ?? {}, nowOf(clock));

const nowOf = (clock: Clock) => clock.now().toISOString();

export const sellerProfileFields = {
  tagline: async ({ id }: UserView, _: unknown, { load }: UsersContext) =>
    (await load.profile.load(id))?.tagline ?? null,
  skills: async ({ id }: UserView, _: unknown, { load }: UsersContext) =>
    (await load.profile.load(id))?.skills ?? [],
  level: ({ seller }: UserView) => seller!.level,
  capacity: ({ seller }: UserView) => seller!.capacity,

  lastSeenAt: async ({ id }: UserView, _: unknown, { load }: UsersContext) =>
    (await load.presence.load(id))?.lastSeenAt ?? null,
  async isOnline({ id }: UserView, _: unknown, { load, clock }: UsersContext) {
    const seen = await load.presence.load(id);
    return seen !== null && later(seen.lastSeenAt, ONLINE_MILLISECONDS) >= nowOf(clock);
  },

  async availability({ seller }: UserView, _: unknown, { load, clock }: UsersContext) {
    const { messageTextId } = seller!;
    const text = messageTextId === null ? null : await load.text.load(messageTextId);
    return availabilityAt(nowOf(clock), seller!, text?.body ?? null);
  },

  averageRating: counted(averageRating),
  medianResponseMinutes: counted(medianResponse),
  onTimeDeliveryRate: counted(onTimeRate),
  ratingsCount: counted(({ ratingsCount = 0 }) => ratingsCount),
  completedOrders: counted(({ completedOrders = 0 }) => completedOrders),
  ordersInProgress: counted(({ ordersInProgress = 0 }) => ordersInProgress),
  uniqueBuyers: ({ id }: UserView, _: unknown, { load }: UsersContext) => load.uniqueBuyers.load(id),
};

type Seller = NonNullable<UserView['seller']>;

/** An absence that is over is none; one to come is told, while orders are still accepted. */
const availabilityAt = (now: string, seller: Seller, message: string | null) => {
  const { isAcceptingOrders, unavailableFrom, unavailableUntil } = seller;
  const isOver = unavailableUntil !== null && unavailableUntil <= now;
  if (isAcceptingOrders || isOver)
    return { isAcceptingOrders: true, unavailableFrom: null, unavailableUntil: null, message: null };
  const isToCome = unavailableFrom !== null && unavailableFrom > now;
  return { isAcceptingOrders: isToCome, unavailableFrom, unavailableUntil, message };
};
