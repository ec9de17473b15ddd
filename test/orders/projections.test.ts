import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../kernel/canonical.ts';
import type { Recorded } from '../../kernel/messages.ts';
import type { Money } from '../../kernel/money.ts';
import type { Projection } from '../../kernel/projection.ts';
import type { GigEvent } from '../../subgraphs/gigs/events.ts';
import {
  balances,
  earnings,
  ledger,
  offers,
  orders,
  sellers,
  timers,
} from '../../subgraphs/orders/projections.ts';
import { project, projectAll, recorded } from '../recorded.ts';
import { lives, logOf, mergeOf } from './lives.ts';
import { GIG, heard, ORDER, SAM, seller, total, usd } from './story.ts';
import { situations, type History } from './walks.ts';

const recordedOf = (history: History): Recorded[] =>
  history.map(({ event, at, by }, i) => recorded(event, { stream: ORDER, revision: i + 1, at, actor: by }));
const pageAfter = (name: keyof typeof situations) =>
  project(orders, ...(recordedOf(situations[name]) as never[]));

/** The events that a projection handles, as the kernel would pass them. */
const heardBy = (projection: { on: object }, events: Recorded[]) =>
  events.filter(({ type }) => Object.hasOwn(projection.on, type)) as never[];

describe('the page of an order', () => {
  it.each([
    [
      'placed',
      { status: 'PENDING_PAYMENT', payment: { status: 'PENDING', amount: total }, lateness: 'ON_TIME' },
    ],
    ['paid', { status: 'AWAITING_REQUIREMENTS', payment: { status: 'CAPTURED' } }],
    [
      'in progress',
      { status: 'IN_PROGRESS', requirements: [{ textId: 'txt_1' }, { questionId: 'req_tone' }] },
    ],
    ['very late', { status: 'IN_PROGRESS', lateness: 'VERY_LATE' }],
    ['delivered', { status: 'DELIVERED', deliveries: [{ number: 1, messageTextId: 'txt_2' }] }],
    ['in revision', { status: 'IN_REVISION', revisionsUsed: 1, revisions: [{ messageTextId: 'txt_3' }] }],
    ['completed', { status: 'COMPLETED', completedBy: 'BUYER', payment: { status: 'CAPTURED' } }],
    ['unpaid', { status: 'CANCELLED', payment: { status: 'FAILED', failureReason: 'card_declined' } }],
    ['cancelled, refund due', { cancelReason: 'NO_REQUIREMENTS', payment: { status: 'REFUND_PENDING' } }],
    ['refunded', { status: 'CANCELLED', payment: { status: 'REFUNDED', refunded: total } }],
  ] as [keyof typeof situations, Record<string, unknown>][])('that is %s', (name, page) =>
    expect(pageAfter(name)).toMatchObject(page),
  );

  it('tells who did what, but not of the other’s money', () => {
    const { timeline } = pageAfter('refunded')!;
    expect(timeline!.map(({ type, actor }) => [type, actor])).toEqual([
      ['OrderPlaced', 'BUYER'],
      ['PaymentFailed', undefined],
      ['OrderCancelled', undefined],
      ['PaymentCaptured', undefined],
    ]);
  });
});

describe('what can be bought', () => {
  it('is heard from gigs, its version too, and counts the orders in its queue', () => {
    const before = [...heard(), ...recordedOf(situations['in progress'])];
    const gig = { gigId: GIG, sellerId: SAM };
    const paused = recorded({ type: 'GigPaused', data: gig }, { stream: GIG, revision: 6 });
    const offer = projectAll(offers, ...heardBy(offers, [...before, paused]))[GIG]!;
    expect(offer.body).toMatchObject({ status: 'PAUSED', version: 6, ordersInQueue: 1, sellerId: SAM });
  });

  it('has a handler for every event of a gig, so that its version is the gig’s', () => {
    const every: Record<GigEvent['type'], true> = {
      GigDrafted: true,
      GigContentChanged: true,
      GigPricingChanged: true,
      GigQueueLimitChanged: true,
      GigSubmittedForReview: true,
      GigPublished: true,
      GigPaused: true,
      GigResumed: true,
      GigDeleted: true,
    };
    expect(Object.keys(offers.on)).toEqual(expect.arrayContaining(Object.keys(every)));
  });

  it('is free again once delivered, and taken again by a revision', () => {
    const loads = (['delivered', 'in revision', 'completed', 'unpaid'] as const).map((name) => {
      const events = [...heard(), ...recordedOf(situations[name])];
      return projectAll(sellers, ...heardBy(sellers, events))[SAM]!.body;
    });
    expect(loads.map(({ load }) => load)).toEqual([0, 1, 0, 0]);
    expect(loads[0]).toMatchObject({ ...seller, load: 0 });
  });
});

describe('a seller’s money', () => {
  it('is entered once for each order and summed by currency', () => {
    const events = recordedOf(situations.completed).filter(
      ({ type }) => type === 'EarningsReleased',
    ) as never[];
    expect(project(earnings, ...events)).toMatchObject({
      sellerId: SAM,
      kind: 'RELEASED',
      amount: usd(32_00),
    });
    expect(project(balances, ...events)).toMatchObject({ id: SAM, pending: { USD: usd(32_00) } });
  });
});

const bodies = (projection: Projection, events: Recorded[]) =>
  Object.entries(projectAll(projection, ...heardBy(projection, events))).map(([id, { body }]) => [id, body]);

const sumOf = (entries: { amount: Money }[]) =>
  entries.reduce((sum, { amount }) => sum + amount.minorUnits, 0);

describe('random lives of orders', () => {
  it('keep the books: every posting is nothing in sum, and escrow holds what no end has moved', () =>
    fc.assert(
      fc.property(lives, (chosen) => {
        const log = logOf(chosen);
        const postings = Object.values(projectAll(ledger, ...heardBy(ledger, log))).map(({ body }) => body);
        for (const { entries } of postings) expect(sumOf(entries!)).toBe(0);
        for (const { body } of Object.values(projectAll(orders, ...heardBy(orders, log)))) {
          const entries = postings.flatMap(({ orderId, entries }) => (orderId === body.id ? entries! : []));
          const held = sumOf(entries.filter(({ account }) => account === 'ESCROW'));
          const isHeld = ['CAPTURED', 'REFUND_PENDING'].includes(body.payment!.status);
          expect(held).toBe(isHeld && body.status !== 'COMPLETED' ? total.minorUnits : 0);
        }
      }),
    ));

  it('give the same views in whatever order the streams arrive', () =>
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat()), (chosen, numbers) => {
        const log = mergeOf([...heard(), ...logOf(chosen)], numbers);
        const merged = mergeOf(log, numbers);
        for (const projection of [orders, offers, sellers, ledger, earnings, balances, timers] as never[])
          expect(canonicalJson(Object.fromEntries(bodies(projection, merged)))).toBe(
            canonicalJson(Object.fromEntries(bodies(projection, log))),
          );
      }),
    ));

  it('never change what was bought', () =>
    fc.assert(
      fc.property(lives, (chosen) => {
        const { item, price } = pageAfter('placed')!;
        for (const { body } of Object.values(projectAll(orders, ...heardBy(orders, logOf(chosen)))))
          expect({ item: body.item, price: body.price }).toEqual({ item, price });
      }),
    ));
});
