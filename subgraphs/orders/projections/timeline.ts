import type { Recorded } from '../../../kernel/messages.ts';
import type { Projection } from '../../../kernel/projection.ts';
import { partyOf } from '../decider/machine.ts';
import type { OrderEvent, Party } from '../events.ts';
import type { OrderView } from './orders.ts';

/** `actor` absent: staff, a timer or the card processor. */
export type TimelineEntry = { id: string; type: OrderEvent['type']; occurredAt: string; actor?: Party };

type Handlers = Projection<OrderView, OrderEvent>['on'];
type Handler = (event: Recorded<OrderEvent>, order: Partial<OrderView>, id: string) => Partial<OrderView>;

/** Of the buyer's money alone, which is on the order's payment. */
const untold: readonly OrderEvent['type'][] = ['RefundRequested', 'PaymentRefunded'];

const entryOf = ({ id, type, at, actor, data }: Recorded<OrderEvent>): TimelineEntry => {
  const party = actor.kind === 'user' || actor.kind === 'staff' ? partyOf(actor.id, data) : undefined;
  return { id, type, occurredAt: at, ...(party && { actor: party }) };
};

/** Every handler's event goes into the timeline too, but for what is untold. */
export const withTimeline = (handlers: Handlers): Handlers =>
  Object.fromEntries(
    Object.entries(handlers as Record<string, Handler>).map(([type, handle]) => [
      type,
      untold.includes(type as OrderEvent['type']) ? handle : told(handle),
    ]),
  );

const told =
  (handle: Handler): Handler =>
  (event, order, id) => ({
    timeline: [...(order.timeline ?? []), entryOf(event)],
    ...handle(event, order, id),
  });
