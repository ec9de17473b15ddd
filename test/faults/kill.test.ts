import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../journeys/eventually.ts';
import { lookEverywhere, ratedOnce } from '../journeys/everywhere.ts';
import { path } from '../journeys/path.ts';
import { newFolder, run } from '../journeys/process.ts';
import { newJourney, steps, type Journey, type Step } from '../journeys/steps.ts';
import { look, lostOf, once } from './acknowledged.ts';
import { balancesOf, brokenStreams, countsOf, openBooks, unequal, type Books } from './books.ts';
import { seeded, seedOf } from './random.ts';
import { createVictim, type Victim } from './victim.ts';

const KILLS = Number(process.env['FAULTS_KILLS'] ?? 10);
const PATIENCE = 60_000 + KILLS * 5_000;
const LONGEST_FLIGHT = 12;
const LONGEST_PAUSE = 60;

const random = seeded(seedOf('kill'));
const journeys: Journey[] = [];
let folder: Awaited<ReturnType<typeof newFolder>>;
let victim: Victim;
beforeAll(async () => {
  folder = await newFolder();
  victim = createVictim(folder.path, random);
  await victim.start(false);
});
afterAll(async () => {
  await victim.remove();
  await folder.remove();
});

/** Kills while the request is on its way, or some time after its answer came; or not at all. */
const takeAndMaybeDie = async (journey: Journey, step: Step) => {
  const isFree = !victim.isDying() && victim.kills() < KILLS;
  const when = random();
  if (isFree && when < 0.4) void victim.killAfter(random() * LONGEST_FLIGHT);
  await victim.insist<unknown>(() => steps[step](journey));
  if (isFree && when >= 0.4 && when < 0.6) await victim.killAfter(random() * LONGEST_PAUSE);
};

const expectNothingLost = (journey: Journey, acknowledged: Step[]) =>
  eventually(async () => {
    const seen = await victim.insist(() => look(journey));
    expect(lostOf(acknowledged, seen)).toEqual([]);
  });

const walk = async (journey: Journey) => {
  const acknowledged: Step[] = [];
  for (const step of path) {
    const before = victim.kills();
    await takeAndMaybeDie(journey, step);
    acknowledged.push(step);
    if (victim.kills() > before) await expectNothingLost(journey, acknowledged);
  }
  await expectNothingLost(journey, acknowledged);
};

it(
  `a journey goes on through ${KILLS} kills, and nothing acknowledged is lost`,
  async () => {
    while (victim.kills() < KILLS) {
      const journey = newJourney(`run${journeys.length}`, victim.address);
      journeys.push(journey);
      await walk(journey);
    }
  },
  PATIENCE,
);

it(
  'and everything is seen exactly once',
  async () => {
    for (const journey of journeys) {
      const rated = ratedOnce(journey);
      await eventually(async () => expect(await lookEverywhere(journey.seller, journey)).toEqual(rated));
      await eventually(async () => expect((await look(journey)).order).toMatchObject(once));
    }
  },
  PATIENCE,
);

describe('after it is stopped', () => {
  let books: Books;
  beforeAll(async () => {
    expect(await victim.stop()).toMatchObject({ code: 0 });
    books = openBooks(folder.path);
  }, PATIENCE);
  afterAll(() => books.close());

  it('the log is whole, and the bus has what the log has', () => {
    for (const service of books.services) {
      expect(brokenStreams(books.log(service))).toEqual([]);
      expect(unequal(books, service)).toEqual([]);
    }
  });

  it('every order was placed, paid, completed and released once', () => {
    expect(
      books
        .payments()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(journeys.map(({ known }) => known.orderId).sort());
    for (const { known } of journeys) {
      const events = books
        .log('orders')
        .filter(({ data }) => (data as { orderId?: string }).orderId === known.orderId);
      expect(countsOf(events)).toEqual({
        OrderPlaced: 1,
        PaymentCaptured: 1,
        RequirementsSubmitted: 1,
        OrderStarted: 1,
        OrderDelivered: 2,
        RevisionRequested: 1,
        OrderCompleted: 1,
        EarningsReleased: 1,
        OrderMessageSent: 2,
        OrderMessagesRead: 1,
      });
    }
  });

  it('every rating was given once, and every member registered once', () => {
    const each = journeys.length;
    expect(countsOf(books.log('ratings'))).toEqual({
      RatingWindowOpened: each,
      BuyerRatingSubmitted: each,
      RatingSubmitted: each,
      RatingPublished: each,
      RatingReplied: each,
    });
    expect(countsOf(books.log('users'))).toEqual({ UserRegistered: 2 * each, SellerProfileOpened: each });
    expect(books.rows('users', 'accounts')).toHaveLength(2 * each);
  });

  it('the ledger is balanced: what buyers paid, sellers and the marketplace have', () => {
    const [paid, earned] = [journeys[0]!.total, 64_00].map((amount) => amount * journeys.length) as [
      number,
      number,
    ];
    const balances = balancesOf(books);
    expect(balances).toEqual({ BUYER: -paid, ESCROW: 0, SELLER_PENDING: earned, PLATFORM: paid - earned });
    expect(Object.values(balances).reduce((sum, amount) => sum + amount)).toBe(0);
  });

  it(
    'every view equals its replay, and nothing is parked',
    async () => {
      const replay = await run(folder.path, 'replay').ended;
      expect(replay.stdout).not.toContain('DIFFER');
      expect(replay.code).toBe(0);
      const parked = await run(folder.path, 'parked').ended;
      expect(parked).toMatchObject({ code: 0, stdout: 'Nothing is parked.\n' });
    },
    PATIENCE,
  );
});
