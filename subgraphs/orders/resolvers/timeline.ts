import { pageInfoOf, sizeOf, type PageArgs } from '../../../kernel/graphql/connections.ts';
import type { Cursors } from '../../../kernel/graphql/cursors.ts';
import type { OrderView } from '../projections.ts';

type Entry = OrderView['timeline'][number];

const cancelled: Record<NonNullable<OrderView['cancelReason']>, string> = {
  PAYMENT_FAILED: 'The order was cancelled: it was not paid.',
  NO_REQUIREMENTS: 'The order was cancelled: the questions were not answered.',
  SELLER_LATE: 'The order was cancelled: nothing was delivered in time.',
};

const summaries: Partial<Record<Entry['type'], string>> = {
  OrderPlaced: 'The order was placed.',
  PaymentCaptured: 'The payment was received.',
  PaymentFailed: 'The payment failed.',
  RequirementsSubmitted: 'The questions were answered.',
  OrderStarted: 'Work started.',
  OrderDelivered: 'Work was delivered.',
  RevisionRequested: 'A revision was asked for.',
  OrderMarkedLate: 'The delivery is late.',
  OrderMarkedVeryLate: 'The delivery is a day late or more.',
};

const summaryOf = ({ type }: Entry, { cancelReason, completedBy }: OrderView): string => {
  if (type === 'OrderCancelled' && cancelReason) return cancelled[cancelReason];
  if (type === 'OrderCompleted')
    return completedBy === 'BUYER' ? 'The delivery was accepted.' : 'The order completed by itself.';
  return summaries[type] ?? type;
};

/** A page of the entries that the order's own document holds: no store is asked. */
export const timelineOf = (cursors: Cursors) => (order: OrderView, page: PageArgs) => {
  const list = `timeline of ${order.id}`;
  const size = sizeOf(page, 50);
  const seen = page.after ? cursors.decode(list, page.after).id : undefined;
  const start = seen === undefined ? 0 : order.timeline.findIndex(({ id }) => id === seen) + 1;
  const nodes = order.timeline
    .slice(start, start + size)
    .map((entry) => ({ ...entry, summary: summaryOf(entry, order) }));
  const edges = nodes.map((node) => ({
    cursor: cursors.encode(list, { value: node.occurredAt, id: node.id }),
    node,
  }));
  const hasNextPage = start + size < order.timeline.length;
  return { edges, nodes, pageInfo: pageInfoOf(edges, hasNextPage, page) };
};
