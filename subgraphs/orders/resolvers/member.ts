import type { PageArgs } from '../../../kernel/graphql/connections.ts';
import type { Viewer } from '../../../kernel/graphql/viewer.ts';
import type { OrderStatus, Party } from '../events.ts';
import type { EarningsEntry as Entry } from '../projections.ts';
import type { OrdersContext } from './context.ts';

type Ref = { id: string };
type OrdersArgs = PageArgs & { role: Party; status?: OrderStatus[] | null };

const isThemself = (viewer: Viewer, { id }: Ref) => viewer.isStaff || viewer.id === id;

export const User = {
  orders(member: Ref, { role, status, first, after }: OrdersArgs, { load, viewer }: OrdersContext) {
    if (!isThemself(viewer, member)) return null;
    const list = role === 'BUYER' ? load.ordersOfBuyer : load.ordersOfSeller;
    const where = status ? { where: { status: { in: status } } } : {};
    const orderBy = { field: 'placedAt', direction: 'desc' } as const;
    return list(member.id, { ...where, orderBy }, { first: first ?? 20, after: after ?? null });
  },
  earnings: ({ id }: Ref, _: unknown, { viewer }: OrdersContext) =>
    isThemself(viewer, { id }) ? { id } : null,
};

export const Earnings = {
  async pending({ id }: Ref, _: unknown, { load }: OrdersContext) {
    const pending = Object.values((await load.balance.load(id))?.pending ?? {});
    return pending.sort((a, b) => (a.currencyCode < b.currencyCode ? -1 : 1));
  },
  entries: ({ id }: Ref, { first, after }: PageArgs, { load }: OrdersContext) =>
    load.earningsOfSeller(
      id,
      { orderBy: { field: 'at', direction: 'desc' } },
      { first: first ?? 20, after: after ?? null },
    ),
};

export const EarningsEntry = {
  order: ({ orderId }: Entry, _: unknown, { load }: OrdersContext) => load.order.load(orderId),
  occurredAt: ({ at }: Entry) => at,
};
