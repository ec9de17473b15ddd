import type { Move, OrderEvent, OrderStatus } from '../events.ts';

/** The states in which an order waits for its seller or is about to: the seller's load, the gig's queue. */
const loadStates: readonly OrderStatus[] = [
  'PENDING_PAYMENT',
  'AWAITING_REQUIREMENTS',
  'IN_PROGRESS',
  'IN_REVISION',
];

/** What an event adds to the number of orders in progress: 1, 0 or -1. */
export const loadChange = ({ data }: { data: Partial<Move> }): number => {
  const counts = (status?: OrderStatus) => (status && loadStates.includes(status) ? 1 : 0);
  return data.to ? counts(data.to) - counts(data.from) : 0;
};

/** The events of an order that may move it. */
type Moving = OrderEvent extends infer E extends OrderEvent
  ? E extends { data: infer Data }
    ? 'to' extends keyof Data
      ? E
      : never
    : never
  : never;

/**
 * The handlers by which a view keeps the number of orders in progress in this field. Spread into a
 * projection's `on`; one with more to say of an event calls its handler: `moves('load').OrderPlaced`.
 */
export const moves = <Field extends string>(field: Field) => {
  type Counted = { [F in Field]: number };
  const count = (event: { data: Partial<Move> }, document: Partial<Counted>) =>
    ({ [field]: (document[field] ?? 0) + loadChange(event) }) as Counted;
  return {
    OrderPlaced: count,
    PaymentCaptured: count,
    OrderStarted: count,
    OrderDelivered: count,
    RevisionRequested: count,
    OrderCompleted: count,
    OrderCancelled: count,
  } satisfies Record<Moving['type'], unknown>;
};
