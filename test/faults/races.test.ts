import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { days, ManualClock } from '../../kernel/clock.ts';
import { Refused } from '../journeys/client.ts';
import { walk, walkTo } from '../journeys/path.ts';
import { newFolder } from '../journeys/process.ts';
import { newJourney, steps, type Journey } from '../journeys/steps.ts';
import { balancesOf, countsOf, openBooks, type Books } from './books.ts';
import { startInThePast } from './past.ts';
import { seeded, seedOf } from './random.ts';

const ROUNDS = 30;
const random = seeded(seedOf('races'));

let folder: Awaited<ReturnType<typeof newFolder>>;
let market: Awaited<ReturnType<typeof startInThePast>>;
let journey: Journey;
const orderIds: string[] = [];

/** Thirty orders in progress of which nothing was delivered for two days after they were due. */
beforeAll(async () => {
  folder = await newFolder();
  market = await startInThePast(folder.path, new ManualClock('2026-01-15T12:00:00.000Z'));
  journey = newJourney('race', () => market.url);
  await walkTo(journey, 'openSellerProfile');
  await journey.seller.mutate('setCapacity', { capacity: 100 });
  await walk(journey, ['createGig', 'quote']);
  for (let round = 0; round < ROUNDS; round += 1) {
    journey.name = `race${round}`;
    await steps.placeOrder(journey);
    await steps.isCharged(journey);
    await steps.brief(journey);
    orderIds.push(journey.known.orderId);
  }
  journey.name = 'race';
  market.clock.advance(days(5));
  await market.fireTimers();
  await steps.signInBuyer(journey);
  await steps.signInSeller(journey);
}, 30_000);
afterAll(async () => {
  await market?.close();
  await folder.remove();
});

/** What came of it: `deliverOrder`, or what it was refused with. */
const attempt = async (side: 'buyer' | 'seller', name: string, input: object): Promise<string> => {
  try {
    await journey[side].mutate(name, input, 'order { id status }');
    return name;
  } catch (error) {
    if (error instanceof Refused) return error.codes.join();
    throw error;
  }
};

/** An impatient buyer: the last of three tries. */
const insist = async (name: string, input: object) => {
  let said = '';
  for (let tries = 0; tries < 3 && said !== name; tries += 1) said = await attempt('buyer', name, input);
  return said;
};

const shuffled = <T>(list: T[]): T[] =>
  list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

const moves = (orderId: string) =>
  shuffled([
    () => attempt('seller', 'deliverOrder', { orderId, message: 'At last.' }),
    () => attempt('buyer', 'cancelLateOrder', { orderId }),
    () => insist('acceptDelivery', { orderId }),
    () => attempt('buyer', 'cancelLateOrder', { orderId, idempotencyKey: `cancel ${orderId}` }),
    () => attempt('buyer', 'acceptDelivery', { orderId, idempotencyKey: `accept ${orderId}` }),
    () =>
      attempt('seller', 'deliverOrder', { orderId, message: 'Here.', idempotencyKey: `deliver ${orderId}` }),
  ]);

const BEGIN =
  'OrderPlaced PaymentCaptured RequirementsSubmitted OrderStarted OrderMarkedLate OrderMarkedVeryLate';
const LEGAL = {
  delivered: `${BEGIN} OrderDelivered`,
  accepted: `${BEGIN} OrderDelivered OrderCompleted EarningsReleased`,
  cancelled: `${BEGIN} OrderCancelled RefundRequested PaymentRefunded`,
};

describe('deliver, cancel and accept at once', () => {
  const answers = new Map<string, string[]>();
  let books: Books;
  beforeAll(async () => {
    for (const orderId of orderIds)
      answers.set(orderId, await Promise.all(moves(orderId).map((move) => move())));
    await market.settled();
    books = openBooks(folder.path);
  }, 30_000);
  afterAll(() => books.close());

  const historyOf = (orderId: string) =>
    books
      .log('orders')
      .filter(({ stream }) => stream === orderId)
      .map(({ type }) => type)
      .join(' ');

  it('leave one legal history for each order', () => {
    const histories = orderIds.map(historyOf);
    expect(histories.filter((history) => !Object.values(LEGAL).includes(history))).toEqual([]);
    console.info(
      Object.entries(LEGAL)
        .map(([name, legal]) => `${name}: ${histories.filter((history) => history === legal).length}`)
        .join(', '),
    );
  });

  it('tell each who asked what came of it', () => {
    for (const [orderId, said] of answers) {
      const done = said.filter((name) => /^[a-z]/.test(name)).sort();
      const history = historyOf(orderId);
      if (history === LEGAL.delivered) expect(done).toEqual(['deliverOrder']);
      if (history === LEGAL.accepted) expect(done).toEqual(['acceptDelivery', 'deliverOrder']);
      if (history === LEGAL.cancelled) expect(new Set(done)).toEqual(new Set(['cancelLateOrder']));
      const refusals = said.filter((code) => /^[A-Z]/.test(code));
      expect(refusals.filter((code) => code !== 'ILLEGAL_STATE' && code !== 'CONFLICT')).toEqual([]);
    }
  });

  it('move the money of each order once', () => {
    const counts = countsOf(books.log('orders'));
    const { OrderCancelled: cancelled = 0, OrderCompleted: completed = 0 } = counts;
    const balances = balancesOf(books);
    expect(Object.values(balances).reduce((sum, amount) => sum + amount)).toBe(0);
    expect(balances).toMatchObject({
      BUYER: -(ROUNDS - cancelled) * journey.total,
      ESCROW: (ROUNDS - cancelled - completed) * journey.total,
    });
    expect(balances['SELLER_PENDING'] ?? 0).toBe(completed * 64_00);
    expect(books.payments()).toHaveLength(ROUNDS);
    expect(books.rows('orders', 'refunds')).toHaveLength(cancelled);
  });
});
