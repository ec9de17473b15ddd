import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, Refused, type UserError } from '../journeys/client.ts';
import { eventually } from '../journeys/eventually.ts';
import { lookEverywhere, ratedOnce } from '../journeys/everywhere.ts';
import { selection } from '../journeys/gig.ts';
import { walkTo } from '../journeys/path.ts';
import { newFolder, start, type Marketplace } from '../journeys/process.ts';
import { newJourney, PASSWORD, steps } from '../journeys/steps.ts';
import { countsOf, openBooks } from './books.ts';

let folder: Awaited<ReturnType<typeof newFolder>>;
let marketplace: Marketplace;
const address = () => marketplace.url;
const journey = newJourney('two', address);
const { buyer, known } = journey;
beforeAll(async () => {
  folder = await newFolder();
  marketplace = await start(folder.path);
  await walkTo(journey, 'quote');
});
afterAll(async () => {
  await marketplace?.signal('SIGKILL');
  await folder.remove();
});

const times = <T>(count: number, ask: (number: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, number) => ask(number)));

/** Why it was refused; nothing when it was not. */
const codesOf = async (asked: Promise<unknown>): Promise<string[]> => {
  try {
    await asked;
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.codes;
    throw error;
  }
};

type Placed = { order: { id: string; price: { total: { minorUnits: number } } } };
const place = async (more: object = {}) => {
  const expected = { expectedTotalMinorUnits: journey.total, idempotencyKey: 'once' };
  const input = { ...selection(known.gigId), ...expected, ...more };
  return (await buyer.mutate<Placed>('placeOrder', input, 'order { id price { total { minorUnits } } }'))
    .order;
};

describe('one idempotency key', () => {
  it('is one order: twice, at once, and after a crash', async () => {
    await steps.placeOrder({ ...journey, name: 'warm' }); // orders has heard of the gig
    const [first, ...others] = await times(20, () => place());
    expect(new Set(others.map(({ id }) => id))).toEqual(new Set([first!.id]));
    await marketplace.signal('SIGKILL');
    marketplace = await start(folder.path);
    expect(await place()).toEqual(first);
    const bought = '{ viewer { orders(role: BUYER) { totalCount } } }';
    await eventually(async () =>
      expect(await buyer.query(bought)).toEqual({ viewer: { orders: { totalCount: 2 } } }),
    );
  });

  it('is of one request: another one under it is refused', async () => {
    const other = await codesOf(place({ packageTier: 'BASIC', quantity: 1, expectedTotalMinorUnits: 45_20 }));
    expect(other).toEqual(['IDEMPOTENCY_KEY_REUSED']);
  });

  it('is of one member: another one has it for another order', async () => {
    const stranger = newJourney('else', address);
    await steps.registerBuyer(stranger);
    await steps.signInBuyer(stranger);
    const input = {
      ...selection(known.gigId),
      expectedTotalMinorUnits: journey.total,
      idempotencyKey: 'once',
    };
    const { order } = await stranger.buyer.mutate<Placed>('placeOrder', input, 'order { id }');
    expect(order.id).not.toBe((await place()).id);
  });
});

describe('a thousand', () => {
  it('submissions of one rating are one rating', async () => {
    const rated = newJourney('many', address);
    await walkTo(rated, 'accept');
    await steps.rate(rated);
    const scores = { quality: 1, communication: 1, value: 1 };
    const input = { orderId: rated.known.orderId, scores, review: 'Pressed again and again.' };
    const answers = await times(999, (number) =>
      codesOf(rated.buyer.mutate('submitRating', { ...input, ...(number % 2 && { idempotencyKey: 'k' }) })),
    );
    expect(new Set(answers.flat())).toEqual(new Set(['ALREADY_RATED']));
    expect(answers.filter((codes) => codes.length === 0)).toEqual([]);
    await steps.rateBuyer(rated);
    await eventually(async () => expect(await lookEverywhere(rated.seller, rated)).toEqual(ratedOnce(rated)));
  });
});

describe('64 who want one name', () => {
  it('are one who gets it, and 63 of whom nothing is left', async () => {
    type Registered = { registerUser: { user: { id: string } | null; userErrors: UserError[] } };
    const mutation = `mutation ($input: RegisterUserInput!) {
      registerUser(input: $input) { user { id } userErrors { code field message } }
    }`;
    const answers = await times(64, (number) => {
      const email = `wanted${number}@example.com`;
      const input = { username: 'wanted', email, password: PASSWORD, displayName: `Nr ${number}` };
      return createClient(address).query<Registered>(mutation, { input });
    });
    const winners = answers.filter(({ registerUser }) => registerUser.user);
    const losers = answers.filter(
      ({ registerUser }) => registerUser.userErrors[0]?.code === 'USERNAME_TAKEN',
    );
    expect([winners.length, losers.length]).toEqual([1, 63]);
    const books = openBooks(folder.path);
    expect(books.rows('users', 'accounts')).toHaveLength(countsOf(books.log('users'))['UserRegistered']!);
    expect(books.rows('users', 'profiles')).toHaveLength(countsOf(books.log('users'))['UserRegistered']!);
    books.close();
  });
});
