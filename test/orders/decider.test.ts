import { describe, expect, it } from '@jest/globals';
import { days, hours, later, minutes } from '../../kernel/clock.ts';
import { orderDecider } from '../../subgraphs/orders/decider.ts';
import type { Step } from './walks.ts';
import { reaction, scenarios, timer } from '../given.ts';
import { bea, ORDER, PLACED, placeOrder, questions, sam, some, total, usd } from './story.ts';
import { accept, ask, deliver, outcomeOf, refunded, revise, situations, submit, walk } from './walks.ts';
import type { History } from './walks.ts';

const given = (history: History) => scenarios(orderDecider)(...history.map(({ event }) => event));
const DUE = later(PLACED, days(3));
const submitting = (...answers: { questionId: string; text: string }[]): Step =>
  ({
    ...submit,
    data: { orderId: ORDER, answers: answers.map((answer) => ({ ...answer, textId: 'txt_1' })) },
  }) as Step;

describe('payment', () => {
  it('starts the work at once where no question must be answered', () => {
    const requirements = questions.filter(({ isRequired }) => !isRequired);
    const offer = { ...placeOrder.data.offer, requirements };
    const history = walk([], { ...placeOrder, data: { ...placeOrder.data, offer } } as Step);
    given(history)
      .when({
        type: 'ConfirmPayment',
        by: reaction('capturePayment'),
        data: { orderId: ORDER, amount: total },
      })
      .then(
        { type: 'PaymentCaptured' },
        { type: 'OrderStarted', data: some({ to: 'IN_PROGRESS', dueAt: DUE }) },
      );
  });

  it('that fails cancels the order, and nobody is at fault', () =>
    given(situations.placed)
      .when({
        type: 'FailPayment',
        by: reaction('x'),
        data: { orderId: ORDER, failureReason: 'card_declined' },
      })
      .then(
        { type: 'PaymentFailed' },
        {
          type: 'OrderCancelled',
          data: some({ reason: 'PAYMENT_FAILED', fault: 'NONE' }),
        },
      ));

  it('that comes too late goes back whole', () =>
    given(situations.unpaid)
      .when({ type: 'ConfirmPayment', by: reaction('checkPayment'), data: { orderId: ORDER, amount: total } })
      .then({ type: 'PaymentCaptured' }, { type: 'RefundRequested', data: some({ amount: total }) }));

  it('of another amount is no payment of this order', () =>
    expect(() =>
      walk(situations.placed, {
        ...ask('ConfirmPayment', reaction('x')),
        data: { orderId: ORDER, amount: usd(1) },
      } as Step),
    ).toThrow('Captured'));

  it.each([
    ['USD', 1],
    ['USD', total.minorUnits + 1],
    ['EUR', total.minorUnits],
  ])('is not given back by another amount: %s %i', (currencyCode, minorUnits) =>
    expect(() =>
      walk(situations['cancelled, refund due'], {
        ...refunded,
        data: { orderId: ORDER, amount: { minorUnits, currencyCode } },
      } as Step),
    ).toThrow('Refunded'),
  );

  it('is asked about after a quarter of an hour, and given back once', () => {
    const check = (period: number) => ask('CheckPayment', timer('checkPayment'), later(PLACED, period));
    expect(outcomeOf(situations.placed, check(minutes(15) - 1))).toBe('nothing');
    expect(outcomeOf(situations.placed, check(minutes(15)))).toBe('PaymentCheckRequested');
    expect(outcomeOf(situations['paid too late'], refunded)).toBe('PaymentRefunded');
    expect(outcomeOf(situations.refunded, refunded)).toBe('nothing');
  });
});

describe('the brief', () => {
  it('starts the clock with its answers, and not before', () => {
    const at = later(PLACED, hours(5));
    const started = walk(situations.paid, { ...submit, at }).at(-1)!.event;
    expect(started).toMatchObject({
      type: 'OrderStarted',
      data: { startedAt: at, dueAt: later(at, days(3)) },
    });
  });

  const brief = submitting({ questionId: 'req_tone', text: 'Shrill' }, { questionId: 'req_x', text: 'x' });
  const twice = submitting({ questionId: 'req_name', text: 'a' }, { questionId: 'req_name', text: 'b' });
  it.each([
    ['a required answer is missing', submitting(), ['REQUIREMENTS_MISSING']],
    ['all that is wrong is told at once', brief, ['INVALID', 'INVALID', 'REQUIREMENTS_MISSING']],
    ['a question is answered twice', twice, ['INVALID']],
  ])('is refused: %s', (_, step, codes) =>
    given(situations.paid)
      .when(step)
      .thenRefused(...codes),
  );

  it('is skipped by the seller', () =>
    given(situations.paid)
      .when({ type: 'SkipRequirements', by: sam, data: { orderId: ORDER } })
      .then({ type: 'OrderStarted', data: some({ skippedRequirements: true }) }));

  it.each([
    ['seller after 7 days', sam, days(7) - 1, 'TOO_EARLY', days(7)],
    ['platform after 30 days', timer('missingRequirements'), days(30) - 1, 'nothing', days(30)],
  ])('that never comes: cancelled by the %s', (_, by, before, refused, after) => {
    const cancel = (period: number) => ask('CancelForMissingRequirements', by, later(PLACED, period));
    expect(outcomeOf(situations.paid, cancel(before))).toBe(refused);
    expect(outcomeOf(situations.paid, cancel(after))).toBe('OrderCancelled, RefundRequested');
  });
});

describe('a delivery', () => {
  it.each([
    ['on time', DUE, true],
    ['late', later(DUE, 1), false],
  ])('is %s by the due date', (_, at, isOnTime) =>
    expect(walk(situations['in progress'], { ...deliver, at }).at(-1)!.event.data).toMatchObject({
      number: 1,
      isOnTime,
      reviewEndsAt: later(at, days(3)),
    }),
  );

  it('that does not come is late, a day after that very late, both once', () => {
    const mark = (period: number) => ask('MarkLate', timer('late'), later(DUE, period));
    expect(outcomeOf(situations['in progress'], mark(0))).toBe('OrderMarkedLate');
    expect(outcomeOf(situations['in progress'], mark(hours(24)))).toBe(
      'OrderMarkedLate, OrderMarkedVeryLate',
    );
    expect(outcomeOf(situations.late, mark(hours(23)))).toBe('nothing');
    expect(outcomeOf(situations.late, mark(hours(24)))).toBe('OrderMarkedVeryLate');
  });

  it('that is very late may be cancelled by the buyer, at once and whole', () => {
    expect(outcomeOf(situations.late, ask('CancelLateOrder', bea))).toBe('TOO_EARLY');
    given(situations['very late'])
      .when({ type: 'CancelLateOrder', by: bea, data: { orderId: ORDER } })
      .then(
        { type: 'OrderCancelled', data: some({ reason: 'SELLER_LATE', fault: 'SELLER' }) },
        { type: 'RefundRequested', data: some({ amount: total }) },
      );
  });

  it('that is asked to be changed late gives the seller two weeks', () => {
    const at = later(DUE, days(30));
    const revised = walk(walk(situations['in progress'], { ...deliver, at }), { ...revise, at });
    const cancel = (period: number) => ask('CancelLateOrder', timer('cancelLate'), later(at, period));
    expect(outcomeOf(revised, cancel(days(14) - 1))).toBe('nothing');
    expect(outcomeOf(revised, cancel(days(14)))).toBe('OrderCancelled, RefundRequested');
  });

  it('that is accepted pays the seller in the same commit', () => {
    const added = walk(situations.delivered, accept).slice(-2);
    expect(added.map(({ event }) => event)).toMatchObject([
      { type: 'OrderCompleted', data: { completedBy: 'BUYER', deliveriesCount: 1, isOnTime: true } },
      { type: 'EarningsReleased', data: { amount: usd(32_00), platformFee: usd(13_20) } },
    ]);
  });
});
