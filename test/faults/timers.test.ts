import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { days, later, ManualClock } from '../../kernel/clock.ts';
import { eventually } from '../journeys/eventually.ts';
import { walkTo } from '../journeys/path.ts';
import { newFolder, run, runWith, start, type Marketplace } from '../journeys/process.ts';
import { newJourney, steps, type Journey } from '../journeys/steps.ts';
import { balancesOf, countsOf, openBooks } from './books.ts';
import { startInThePast } from './past.ts';
import { seeded, seedOf } from './random.ts';
import { dieAfter } from './victim.ts';

const ORDERS = 20;
const KILLS = 6;
const WHILE_STARTING = 30;
const MOST_WRITES = 60;
const LONGEST = 2_000;

let folder: Awaited<ReturnType<typeof newFolder>>;
let marketplace: Marketplace | undefined;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(async () => {
  await marketplace?.signal('SIGKILL');
  await folder.remove();
});

const orderIds: string[] = [];

/** Delivered four days ago, and the buyers were silent since. */
const deliverFourDaysAgo = async () => {
  const past = await startInThePast(folder.path, new ManualClock(later(new Date().toISOString(), -days(4))));
  const journey = newJourney('past', () => past.url);
  await walkTo(journey, 'quote');
  await journey.seller.mutate('setCapacity', { capacity: 100 });
  await past.settled();
  for (let number = 0; number < ORDERS; number += 1) orderIds.push(await deliverOne(journey, number));
  await past.settled();
  await past.close();
};

const deliverOne = async (journey: Journey, number: number) => {
  journey.name = `past${number}`;
  await steps.placeOrder(journey);
  await steps.isCharged(journey);
  await steps.brief(journey);
  await steps.deliver(journey);
  return journey.known.orderId;
};

it('timers that are due fire once, although they are killed while they fire', async () => {
  const random = seeded(seedOf('timers'));
  await deliverFourDaysAgo();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const writes = WHILE_STARTING + Math.floor(random() * MOST_WRITES);
    const shortLived = runWith(folder.path, dieAfter(writes));
    await Promise.race([shortLived.ended, sleep(LONGEST)]);
    await shortLived.signal('SIGKILL');
  }
  marketplace = await start(folder.path);
  await eventually(async () => {
    const books = openBooks(folder.path);
    const done = countsOf(books.log('ratings'))['RatingWindowOpened'];
    books.close();
    expect(done).toBe(ORDERS);
  });
  expect(await marketplace.signal('SIGTERM')).toMatchObject({ code: 0 });

  const books = openBooks(folder.path);
  expect(countsOf(books.log('orders'))).toMatchObject({ OrderCompleted: ORDERS, EarningsReleased: ORDERS });
  const by = books.log('orders').filter(({ type }) => type === 'OrderCompleted');
  expect(by.map(({ stream }) => stream).sort()).toEqual([...orderIds].sort());
  expect(by.every(({ data }) => (data as { completedBy: string }).completedBy === 'AUTOMATIC')).toBe(true);
  expect(balancesOf(books)).toMatchObject({ ESCROW: 0, SELLER_PENDING: ORDERS * 64_00 });
  books.close();
  const replay = await run(folder.path, 'replay').ended;
  expect(replay.stdout).not.toContain('DIFFER');
  expect(replay.code).toBe(0);
}, 60_000);
