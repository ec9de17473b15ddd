import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askedFor, complaintsOf, mutationOf, type Payload } from './complaints.ts';
import { gigInput, packageInput, selection } from './gig.ts';
import { walkTo } from './path.ts';
import { newFolder, start, type Marketplace } from './process.ts';
import { newJourney, PASSWORD, SCORES } from './steps.ts';

let folder: Awaited<ReturnType<typeof newFolder>>;
let marketplace: Marketplace;
const journey = newJourney('bad', () => marketplace.url);
const { buyer, seller, known } = journey;
beforeAll(async () => {
  folder = await newFolder();
  marketplace = await start(folder.path);
  await walkTo(journey, 'isCharged');
}, 30_000);
afterAll(async () => {
  await marketplace?.signal('SIGKILL');
  await folder.remove();
});

const expectRefusal = async (client: typeof buyer, [name, input, said]: [string, object, RegExp]) => {
  const before = askedFor(folder.path);
  const answer = await client.ask<Record<string, Payload>>(mutationOf(name), { input });
  expect(answer.status).toBeLessThan(500);
  expect(complaintsOf(answer)).toMatch(said);
  expect(complaintsOf(answer)).not.toContain('INTERNAL_SERVER_ERROR');
  expect(askedFor(folder.path)).toEqual(before);
};

const ulid = '01KF0000000000000000000001';
const orderId = `ord_${ulid}`;
const gigId = `gig_${ulid}`;
const member = { username: 'new', email: 'new@example.com', password: PASSWORD, displayName: 'New' };
const rating = { orderId, scores: SCORES, review: 'Very well done.' };
const order = { ...selection(gigId), expectedTotalMinorUnits: 87_40, idempotencyKey: 'key' };
const say = (body: unknown) => ({ orderId, body });
const rate = (quality: unknown) => ({ ...rating, scores: { ...SCORES, quality } });
const sell = (priceMinorUnits: unknown) => ({
  ...gigInput('bad'),
  packages: [{ ...packageInput, priceMinorUnits }],
});

const shapes: [string, object, RegExp][] = [
  ['registerUser', { ...member, admin: true }, /Field "admin" is not defined/],
  ['signIn', { email: 'a@b.example' }, /Field "password" of required type "String!"/],
  ['sendMessage', say(5), /String cannot represent a non string value: 5/],
  ['sendMessage', say(null), /Expected non-nullable type "String!" not to be null/],
  ['registerUser', { ...member, username: ['a'] }, /String cannot represent/],
  ['setCapacity', { capacity: '5' }, /Int cannot represent non-integer value: "5"/],
  ['setCapacity', { capacity: 2 ** 40 }, /Int cannot represent.*1099511627776/],
  ['placeOrder', { ...order, quantity: 1.5 }, /Int cannot represent non-integer value: 1.5/],
  ['placeOrder', { ...order, packageTier: 'HUGE' }, /Value "HUGE" does not exist in "PackageTier" enum/],
];

const ids: [string, object, RegExp][] = [
  ['deliverOrder', { orderId: gigId, message: 'x' }, /begins with ord_, got "gig_/],
  ['publishGig', { id: 'gig_' }, /begins with gig_, got "gig_"/],
  ['markMessagesRead', { orderId, messageId: orderId }, /begins with msg_, got "ord_/],
  ['replyToRating', { ratingId: orderId, body: 'Thanks' }, /begins with rtg_, got "ord_/],
  ['placeOrder', { ...order, gigId: '__proto__' }, /begins with gig_, got "__proto__"/],
  ['deliverOrder', { orderId, message: 'x' }, /NOT_FOUND.*There is no order ord_/],
  ['acceptDelivery', { orderId }, /NOT_FOUND.*There is no order ord_/],
];

const texts: [string, object, RegExp][] = [
  ['deliverOrder', { orderId, message: '' }, /message to have 1 to 5000 characters, got none/],
  ['sendMessage', say(' \n '), /body to have 1 to 5000 characters, got none/],
  ['sendMessage', say('é'.repeat(5_001)), /at most 5000 characters, got 5001/],
  ['sendMessage', say('\ud800'), /lone surrogate/],
  ['sendMessage', say('a\0b'), /a NUL/],
  ['submitRating', { ...rating, review: 'Good' }, /at least 10 characters, got 4/],
  ['submitRating', { ...rating, review: 'x'.repeat(2_001) }, /at most 2000 characters, got 2001/],
  ['placeOrder', { ...order, idempotencyKey: '' }, /idempotencyKey to have 1 to 200/],
  ['placeOrder', { ...order, idempotencyKey: 'k'.repeat(201) }, /at most 200 characters, got 201/],
];

const numbers: [string, object, RegExp][] = [
  ['submitRating', rate(6), /from 1 to 5, got 6/],
  ['submitRating', rate(0), /from 1 to 5, got 0/],
  ['placeOrder', { ...order, quantity: 0 }, /from 1 to 20, got 0\./],
  ['createGig', sell(4_99), /from 5\.00 to 10000\.00 USD, got 4\.99/],
  ['createGig', sell(1_000_001), /got 10000\.01/],
  ['createGig', sell(-500), /got -5\.00/],
  ['createGig', sell(500.5), /500\.5/],
  ['createGig', sell('500'), /"500"/],
  ['createGig', sell(2 ** 53), /9007199254740992/],
  ['placeOrder', { ...order, expectedTotalMinorUnits: 0.1 }, /0\.1/],
];

describe.each(Object.entries({ shapes, ids, texts, numbers }))('of wrong %s', (_, cases) => {
  it.each(cases)('%s is refused, says why, and writes nothing: %j', (name, input, said) =>
    expectRefusal(buyer, [name, input, said]),
  );
});

describe('what is well-formed, and yet not so', () => {
  it('is refused with what is so', async () => {
    const real = { ...order, gigId: known.gigId };
    const total = /PRICE_CHANGED.*total of 0\.01 USD, but it is 87\.40 USD/;
    await expectRefusal(buyer, ['placeOrder', { ...real, expectedTotalMinorUnits: 1 }, total]);
    const edit = { id: known.gigId, expectedVersion: 1, title: 'I will do something else' };
    await expectRefusal(seller, ['editGig', edit, /CONFLICT.*Expected version 1, but it is \d+ now/]);
    const early = { orderId: known.orderId, message: 'Early.' };
    await expectRefusal(seller, ['deliverOrder', early, /ILLEGAL_STATE.*AWAITING_REQUIREMENTS/]);
    await expectRefusal(buyer, ['deliverOrder', early, /FORBIDDEN|ILLEGAL_STATE/]);
  });

  it('is refused to who is nobody', async () => {
    const anonymous = newJourney('nobody', () => marketplace.url).buyer;
    for (const [name, input] of [
      ['placeOrder', order],
      ['sendMessage', say('Hello')],
      ['createGig', sell(5_00)],
      ['submitRating', rating],
    ] as const)
      await expectRefusal(anonymous, [name, input, /UNAUTHENTICATED/]);
  });
});
