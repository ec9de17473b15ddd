import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { later } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/domain-error.ts';
import { add } from '../../kernel/money.ts';
import { PRICE } from '../../subgraphs/gigs/decider/policy.ts';
import { orderDecider } from '../../subgraphs/orders/decider.ts';
import { feePolicy } from '../../subgraphs/orders/decider/policy.ts';
import { priceOf, quote, type Selection } from '../../subgraphs/orders/decider/quote.ts';
import type { OrderPlaced } from '../../subgraphs/orders/events.ts';
import { DECLINED_TOTAL } from '../../subgraphs/orders/payments/test-processor.ts';
import { scenarios } from '../given.ts';
import { offer, ORDER, PLACED, placeOrder, sam, seller, some, usd } from './story.ts';
import type { Step } from './walks.ts';

const given = scenarios(orderDecider);
const placing = (more: object): Step => ({ ...placeOrder, data: { ...placeOrder.data, ...more } }) as Step;
const away = { isAcceptingOrders: false };

describe('a purchase', () => {
  it('freezes what was bought', () =>
    given()
      .when(placeOrder)
      .then({
        type: 'OrderPlaced',
        data: some({
          to: 'PENDING_PAYMENT',
          number: `CH-${ORDER.slice(-6)}`,
          gigVersion: 5,
          policyVersion: 2,
          sellerLoad: { inProgress: 1, capacity: 5 },
          item: some({
            gigTitle: offer.title,
            tier: 'BASIC',
            deliveryDays: 3,
            revisions: 2,
          }),
        }),
      }));

  it.each([
    ['of no gig', { offer: null }, 'GIG_NOT_ORDERABLE'],
    ['of a draft', { offer: { ...offer, status: 'DRAFT' } }, 'GIG_NOT_ORDERABLE'],
    ['of a paused gig', { offer: { ...offer, status: 'PAUSED' } }, 'GIG_NOT_ORDERABLE'],
    ['from nobody', { seller: null }, 'SELLER_UNAVAILABLE'],
    ['from one who is away', { seller: { ...seller, ...away } }, 'SELLER_UNAVAILABLE'],
    ['on the first day away', { seller: { ...seller, ...away, from: PLACED } }, 'SELLER_UNAVAILABLE'],
    ['on the last', { seller: { ...seller, ...away, until: later(PLACED, 1) } }, 'SELLER_UNAVAILABLE'],
    [
      'of a gig with a full queue',
      { offer: { ...offer, ordersInQueue: 2, maxOrdersInQueue: 2 } },
      'QUEUE_FULL',
    ],
    ['from one who is busy', { seller: { ...seller, load: 5 } }, 'QUEUE_FULL'],
    ['at another price', { expectedTotalMinorUnits: 1 }, 'PRICE_CHANGED'],
    [
      'of what is not offered',
      { selection: { packageTier: 'STANDARD', extraIds: [], quantity: 1 } },
      'INVALID',
    ],
    ['of no extra', { selection: { packageTier: 'BASIC', extraIds: ['ext_x'], quantity: 1 } }, 'INVALID'],
    ['of none', { selection: { packageTier: 'BASIC', extraIds: [], quantity: 0 } }, 'INVALID'],
    ['of 21', { selection: { packageTier: 'BASIC', extraIds: [], quantity: 21 } }, 'INVALID'],
  ])('%s is refused', (_, more, code) => given().when(placing(more)).thenRefused(code));

  it('of one’s own gig is refused', () =>
    given()
      .when({ ...placeOrder, by: sam })
      .thenRefused('OWN_GIG'));

  it.each([
    ['before the absence', { ...away, from: later(PLACED, 1) }],
    ['after it', { ...away, until: PLACED }],
  ])('goes ahead %s', (_, absence) =>
    given()
      .when(placing({ seller: { ...seller, ...absence } }))
      .then({ type: 'OrderPlaced' }),
  );

  it('names both totals when they differ', () => {
    const expected = placing({ expectedTotalMinorUnits: 40_00 });
    expect(() =>
      orderDecider.decide({ at: PLACED, ...expected } as never, orderDecider.initialState),
    ).toThrow(new DomainError('PRICE_CHANGED', 'Expected a total of 40.00 USD, but it is 45.20 USD now.'));
  });
});

const selections: fc.Arbitrary<Selection> = fc.record({
  packageTier: fc.constantFrom('BASIC', 'PREMIUM'),
  extraIds: fc.subarray(['ext_fast', 'ext_more']),
  quantity: fc.integer({ min: 1, max: 20 }),
});

describe('a quote', () => {
  it('is what is charged and promised, for every selection', () =>
    fc.assert(
      fc.property(selections, (selection) => {
        const { price, deliveryDays, revisions } = quote(offer, selection, feePolicy);
        const asked = placing({ selection, expectedTotalMinorUnits: price.total.minorUnits });
        const [event] = orderDecider.decide({ at: PLACED, ...asked } as never, orderDecider.initialState);
        const { data } = event as OrderPlaced;
        expect(data.price).toEqual(price);
        expect(data.item).toMatchObject({ deliveryDays, quantity: selection.quantity });
        expect(data.item.revisions).toBe(revisions);
      }),
    ));

  it('adds up, for every price in every currency', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e12 }),
        fc.constantFrom(...Object.keys(feePolicy.smallOrder)),
        (minorUnits, code) => {
          const price = priceOf({ minorUnits, currencyCode: code }, feePolicy);
          expect(add(price.subtotal, price.serviceFee)).toEqual(price.total);
          expect(add(price.sellerEarnings, price.commission)).toEqual(price.subtotal);
          expect(Number.isSafeInteger(price.total.minorUnits)).toBe(true);
        },
      ),
    ));

  it.each([
    ['a small order', 'USD', 99_99, 8_50],
    ['one of a hundred', 'USD', 100_00, 5_50],
    ['a small one in yen', 'JPY', 14_999, 1_275],
    ['a large one in yen', 'JPY', 15_000, 825],
    ['a small one in shekels', 'ILS', 369_99, 31_35],
    ['a large one in shekels', 'ILS', 370_00, 20_35],
  ])('charges %s', (_, currencyCode, minorUnits, fee) =>
    expect(priceOf({ minorUnits, currencyCode }, feePolicy).serviceFee.minorUnits).toBe(fee),
  );

  it('has a fee for every currency of a gig, and for no other', () =>
    expect(Object.keys(feePolicy.smallOrder).sort()).toEqual(Object.keys(PRICE).sort()));

  it('is not made up in a currency without a fee', () =>
    expect(() => priceOf({ minorUnits: 1, currencyCode: 'KWD' }, feePolicy)).toThrow('KWD'));

  it('of 666.00 is what the test processor declines', () =>
    expect(priceOf(usd(666_00), feePolicy).total.minorUnits).toBe(DECLINED_TOTAL));

  it('promises a day at least, and counts extras once', () => {
    const fast = { ...offer, packages: [{ ...offer.packages[0]!, deliveryDays: 1 }] };
    const selection: Selection = { packageTier: 'BASIC', extraIds: ['ext_fast'], quantity: 3 };
    expect(quote(fast, selection, feePolicy)).toMatchObject({
      deliveryDays: 1,
      price: { subtotal: usd(165_00) },
    });
    expect(() => quote(fast, { ...selection, extraIds: ['ext_fast', 'ext_fast'] }, feePolicy)).toThrow(
      'once',
    );
  });
});
