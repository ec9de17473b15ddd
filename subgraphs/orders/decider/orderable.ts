import { DomainError } from '../../../kernel/domain-error.ts';
import type { RequirementQuestion } from '../../gigs/events.ts';
import type { PriceList } from './quote.ts';

/** What can be bought of a gig, as orders has heard of it. */
export type Offer = PriceList & {
  id: string;
  sellerId: string;
  status: 'DRAFT' | 'ACTIVE' | 'PAUSED' | 'DELETED';
  title: string;
  requirements: RequirementQuestion[];
  currencyCode: string;
  /** Absent: no limit. */
  maxOrdersInQueue?: number;
  ordersInQueue: number;
  /** The gig's. */
  version: number;
};

/** Whether a seller takes orders, as orders has heard. `load`: orders in progress. */
export type Seller = {
  id: string;
  isAcceptingOrders: boolean;
  from?: string;
  until?: string;
  capacity: number;
  load: number;
};

export type Orderable = { offer: Offer; seller: Seller };

/** Why nobody could buy it at this instant; undefined when anybody but its seller can. */
export const refusalOf = (
  offer: Offer | null,
  seller: Seller | null,
  at: string,
): DomainError | undefined => {
  if (offer?.status !== 'ACTIVE') return notOrderable(offer);
  if (!seller || isAway(seller, at)) return unavailable(seller);
  return queueRefusal(offer, seller);
};

export const notOrderable = (offer: Offer | null) =>
  new DomainError(
    'GIG_NOT_ORDERABLE',
    `Expected a gig that is ACTIVE; ${offer ? `this one is ${offer.status}` : 'there is no such gig'}.`,
    ['input', 'gigId'],
  );

const unavailable = (seller: Seller | null) => {
  const until = seller?.until ? ` until ${seller.until}` : ' now';
  return new DomainError('SELLER_UNAVAILABLE', `The seller takes no orders${until}.`, ['input', 'gigId']);
};

const queueRefusal = (offer: Offer, { load, capacity }: Seller): DomainError | undefined => {
  const { ordersInQueue, maxOrdersInQueue } = offer;
  if (maxOrdersInQueue !== undefined && ordersInQueue >= maxOrdersInQueue)
    return full(`This gig has ${ordersInQueue} orders in its queue of ${maxOrdersInQueue}`);
  if (load >= capacity)
    return full(`The seller has ${load} orders in progress and takes ${capacity} at once`);
  return undefined;
};

const full = (what: string) => new DomainError('QUEUE_FULL', `${what}: try again later.`, ['input', 'gigId']);

/** Away in [`from`, `until`), where an absent end is open. */
const isAway = ({ isAcceptingOrders, from, until }: Seller, at: string) =>
  !isAcceptingOrders && (from === undefined || from <= at) && (until === undefined || at < until);
