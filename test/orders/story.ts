import { siblingId } from '../../kernel/ids.ts';
import type { Recorded } from '../../kernel/messages.ts';
import type { GigEvent, GigPricingChanged, RequirementQuestion } from '../../subgraphs/gigs/events.ts';
import { feePolicy } from '../../subgraphs/orders/decider/policy.ts';
import type { Offer, Seller } from '../../subgraphs/orders/decider/orderable.ts';
import { quote } from '../../subgraphs/orders/decider/quote.ts';
import type { UserEvent } from '../../subgraphs/users/events.ts';
import { member } from '../given.ts';
import { recorded } from '../recorded.ts';

const ulid = (number: number) => String(number).padStart(26, '0');
export const BEA = `usr_${ulid(1)}`;
export const SAM = `usr_${ulid(2)}`;
export const GIG = `gig_${ulid(3)}`;
export const ORDER = `ord_${ulid(4)}`;
export const CONVERSATION = siblingId('cnv', ORDER);
export const PLACED = '2026-01-15T12:00:00.000Z';

export const usd = (minorUnits: number) => ({ minorUnits, currencyCode: 'USD' });
export const concerns = { orderId: ORDER, gigId: GIG, buyerId: BEA, sellerId: SAM };
export const bea = member(BEA);
export const sam = member(SAM);

export const questions: RequirementQuestion[] = [
  { id: 'req_name', prompt: 'What is the name?', kind: 'TEXT', isRequired: true },
  { id: 'req_tone', prompt: 'Which tone?', kind: 'CHOICE', isRequired: false, options: ['Calm', 'Loud'] },
];

const priceList: Pick<GigPricingChanged['data'], 'packages' | 'extras'> = {
  packages: [
    {
      tier: 'BASIC',
      name: 'One logo',
      description: 'One logo, one concept.',
      price: usd(40_00),
      deliveryDays: 3,
      revisions: 2,
      features: [],
    },
    {
      tier: 'PREMIUM',
      name: 'Brand',
      description: 'As many concepts as it takes.',
      price: usd(200_00),
      deliveryDays: 10,
      features: [],
    },
  ],
  extras: [
    { id: 'ext_fast', name: 'Express', price: usd(15_00), addsDeliveryDays: -1, addsRevisions: 0 },
    { id: 'ext_more', name: 'Revision', price: usd(5_00), addsDeliveryDays: 1, addsRevisions: 1 },
  ],
};

export const offer: Offer = {
  id: GIG,
  sellerId: SAM,
  status: 'ACTIVE',
  title: 'I will design your logo',
  currencyCode: 'USD',
  requirements: questions,
  ordersInQueue: 0,
  version: 5,
  ...priceList,
};
export const seller: Seller = { id: SAM, isAcceptingOrders: true, capacity: 5, load: 0 };
export const selection = { packageTier: 'BASIC' as const, extraIds: [], quantity: 1 };
export const total = quote(offer, selection, feePolicy).price.total;

export const placeOrder = {
  type: 'PlaceOrder' as const,
  data: {
    orderId: ORDER,
    gigId: GIG,
    offer,
    seller,
    selection,
    expectedTotalMinorUnits: total.minorUnits,
  },
  by: bea,
  at: PLACED,
};

/** What orders hears of Sam and the gig before anybody can buy it. */
export const heard = ({ requirements = questions, basicPrice = 40_00 } = {}): Recorded[] => {
  const gig = { gigId: GIG, sellerId: SAM };
  const { title, currencyCode } = offer;
  const [basic, ...packages] = priceList.packages;
  const prices = { ...priceList, packages: [{ ...basic!, price: usd(basicPrice) }, ...packages] };
  const gigEvents: GigEvent[] = [
    { type: 'GigDrafted', data: { ...gig, title, slug: 'logo', currencyCode } },
    { type: 'GigContentChanged', data: { ...gig, requirements } },
    { type: 'GigPricingChanged', data: { ...gig, ...prices } },
    { type: 'GigSubmittedForReview', data: gig },
    { type: 'GigPublished', data: gig },
  ];
  const opened: UserEvent = { type: 'SellerProfileOpened', data: { userId: SAM, capacity: 5 } };
  return [
    recorded(opened, { stream: SAM, revision: 2 }),
    ...gigEvents.map((event, i) => recorded(event, { stream: GIG, revision: i + 1 })),
  ];
};

/** Part of an event's data: scenarios compare only what they name. */
export const some = (data: object) => data as never;
