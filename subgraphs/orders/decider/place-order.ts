import { DomainError } from '../../../kernel/domain-error.ts';
import { decimal } from '../../../kernel/money.ts';
import type { PlaceOrder } from '../commands.ts';
import type { OrderEvent, OrderedItem } from '../events.ts';
import type { Order } from './order.ts';
import { notOrderable, refusalOf, type Offer, type Orderable } from './orderable.ts';
import { feePolicy } from './policy.ts';
import { quote, type Quote, type Selection } from './quote.ts';

export const placeOrder = (command: PlaceOrder, order: Order): OrderEvent[] => {
  if (order.status !== 'UNPLACED')
    throw new DomainError('ILLEGAL_STATE', `An order is placed once; this one is ${order.status}.`);
  const { offer, seller } = orderable(command);
  const { orderId, gigId, selection, expectedTotalMinorUnits } = command.data;
  const quoted = quote(offer, selection, feePolicy);
  checkTotal(quoted, expectedTotalMinorUnits);
  const data = {
    orderId,
    gigId,
    buyerId: command.by.id,
    sellerId: offer.sellerId,
    to: 'PENDING_PAYMENT' as const,
    number: numberOf(orderId),
    placedAt: command.at,
    gigVersion: offer.version,
    item: itemOf(offer, selection, quoted),
    price: quoted.price,
    policyVersion: feePolicy.version,
    sellerLoad: { inProgress: seller.load + 1, capacity: seller.capacity },
  };
  return [{ type: 'OrderPlaced', data }];
};

/** Throws GIG_NOT_ORDERABLE, OWN_GIG, SELLER_UNAVAILABLE or QUEUE_FULL, in this order. */
const orderable = ({ data: { offer, seller }, by, at }: PlaceOrder): Orderable => {
  if (offer?.status !== 'ACTIVE') throw notOrderable(offer);
  if (offer.sellerId === by.id)
    throw new DomainError('OWN_GIG', 'Expected a gig of somebody else: this one is yours.', [
      'input',
      'gigId',
    ]);
  const refusal = refusalOf(offer, seller, at);
  if (refusal) throw refusal;
  return { offer, seller: seller! };
};

const checkTotal = ({ price: { total } }: Quote, expected: number) => {
  if (total.minorUnits === expected) return;
  const { currencyCode } = total;
  throw new DomainError(
    'PRICE_CHANGED',
    `Expected a total of ${decimal({ minorUnits: expected, currencyCode })} ${currencyCode}, ` +
      `but it is ${decimal(total)} ${currencyCode} now.`,
    ['input', 'expectedTotalMinorUnits'],
  );
};

const itemOf = (offer: Offer, { quantity }: Selection, quoted: Quote): OrderedItem => ({
  gigTitle: offer.title,
  tier: quoted.package.tier,
  packageName: quoted.package.name,
  deliveryDays: quoted.deliveryDays,
  ...(quoted.revisions !== undefined && { revisions: quoted.revisions }),
  quantity,
  extras: quoted.extras.map(({ id, name, price }) => ({ id, name, price })),
  requirements: offer.requirements,
});

/** For people to read out; the id is what is unique. */
const numberOf = (orderId: string) => `CH-${orderId.slice(-6)}`;
