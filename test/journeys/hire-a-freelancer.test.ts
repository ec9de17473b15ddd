import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from './client.ts';
import { eventually } from './eventually.ts';
import { lookEverywhere, ratedOnce } from './everywhere.ts';
import { newPlace, run, start, type Marketplace } from './process.ts';
import { MESSAGES, newJourney, steps, usernameOf } from './steps.ts';

let folder: Awaited<ReturnType<typeof newPlace>>;
let marketplace: Marketplace;
const journey = newJourney('ana', () => marketplace.url);
const { buyer, seller, known } = journey;
beforeAll(async () => {
  folder = await newPlace();
  marketplace = await start(folder.path);
});
afterAll(async () => {
  await marketplace?.signal('SIGKILL');
  await folder.remove();
});

type Rating = { id: string; overall: number; status: string; review: string } | null;
const ratingFor = async (client: typeof buyer) => {
  const query = 'query ($id: ID!) { order(id: $id) { rating { id overall status review } } }';
  return (await client.query<{ order: { rating: Rating } }>(query, { id: known.orderId })).order.rating;
};

type Talk = { unreadMessagesCount: number; messages: { nodes: { body: string; sender: string }[] } };
const talkOf = async (client: typeof buyer) => {
  const query = `query ($id: ID!) { order(id: $id) { unreadMessagesCount messages { nodes { sender body } } } }`;
  const { order } = await client.query<{ order: Talk }>(query, { id: known.orderId });
  return [order.unreadMessagesCount, order.messages.nodes.map(({ sender, body }) => `${sender}: ${body}`)];
};

describe('a freelancer', () => {
  it('and a client come to the marketplace', async () => {
    for (const step of ['registerSeller', 'registerBuyer', 'signInSeller', 'signInBuyer'] as const)
      await steps[step](journey);
    const who = '{ viewer { id username account { roles } } }';
    expect(await buyer.query(who)).toEqual({
      viewer: { id: known.buyerId, username: usernameOf(journey, 'buyer'), account: { roles: ['BUYER'] } },
    });
  });

  it('offers a gig, which is found by search', async () => {
    await steps.openSellerProfile(journey);
    await steps.createGig(journey);
    const gig = 'query ($id: ID!) { gig(id: $id) { status } }';
    expect(await seller.query(gig, { id: known.gigId })).toEqual({ gig: { status: 'DRAFT' } });
    expect(await buyer.query(gig, { id: known.gigId })).toEqual({ gig: null }); // drafts are their seller's
    await steps.publishGig(journey);
    const published = performance.now();
    await steps.findGig(journey);
    console.info(`Found ${Math.round(performance.now() - published)} ms after it was published.`);
  });

  it('is hired for the price that was quoted', async () => {
    await steps.quote(journey);
    expect(journey.total).toBe(80_00 + 4_40 + 3_00); // 5.5 %, and a fee on small orders
    expect(await steps.placeOrder(journey)).toBe('PENDING_PAYMENT');
    const paid = await steps.isCharged(journey);
    expect(paid).toEqual({ status: 'AWAITING_REQUIREMENTS', charged: journey.total });
  });

  it('is briefed, delivers, revises, and delivers again', async () => {
    expect(await steps.brief(journey)).toBe('IN_PROGRESS');
    expect(await steps.deliver(journey)).toBe('DELIVERED');
    expect(await steps.revise(journey)).toBe('IN_REVISION');
    expect(await steps.deliverAgain(journey)).toBe('DELIVERED');
    expect(await steps.accept(journey)).toBe('COMPLETED');
  });

  it('talks with the client, and both see what is new', async () => {
    await steps.sellerAsks(journey);
    const first = `SELLER: ${MESSAGES.seller}`;
    await eventually(async () => expect(await talkOf(buyer)).toEqual([1, [first]]));
    expect(await talkOf(seller)).toEqual([0, [first]]);
    await steps.buyerReads(journey);
    await steps.buyerAnswers(journey);
    const both = [`BUYER: ${MESSAGES.buyer}`, first];
    await eventually(async () => expect(await talkOf(buyer)).toEqual([0, both]));
    await eventually(async () => expect(await talkOf(seller)).toEqual([1, both]));
  });

  it('is rated blindly, until both have rated', async () => {
    expect(await steps.rate(journey)).toBe('BLIND');
    await eventually(async () => expect(await ratingFor(buyer)).toMatchObject({ id: known.ratingId }));
    expect(await ratingFor(seller)).toBeNull();
    expect(await lookEverywhere(seller, journey)).toMatchObject({
      rater: { ratingsGiven: { totalCount: 0 } },
      gig: { ratingSummary: { average: null, count: 0 } },
      searchGigs: { edges: [{ ratingAverage: null, ratingCount: 0 }] },
    });
    await steps.rateBuyer(journey);
    await eventually(async () => expect(await ratingFor(seller)).toMatchObject({ status: 'PUBLISHED' }));
  });

  it('has one rating, on the order, the rater, the seller, the gig and the hit, each changed once', async () => {
    const rated = ratedOnce(journey);
    await eventually(async () => expect(await lookEverywhere(seller, journey)).toEqual(rated));
    await steps.reply(journey);
    const query = 'query ($id: ID!) { rating(id: $id) { reply { body } counterRating { score } } }';
    const answered = { rating: { reply: { body: 'Thank you!' }, counterRating: { score: 5 } } };
    await eventually(async () => expect(await buyer.query(query, { id: known.ratingId })).toEqual(answered));
    expect(await lookEverywhere(seller, journey)).toEqual(rated);
  });
});

describe('a stranger', () => {
  const doors = `query ($id: ID!, $member: ID!) {
    order(id: $id) { id messages { nodes { body } } price { total { minorUnits } } }
    node(id: $id) { id ... on Order { status price { total { minorUnits } } messages { nodes { body } } } }
    nodes(ids: [$id]) { ... on Order { number price { total { minorUnits } } payment { status } } }
    user(id: $member) { orders(role: BUYER) { totalCount } earnings { pending { minorUnits } } account { email } }
    other: user(id: $member) { orders(role: SELLER) { nodes { id } } ratingsGiven { nodes { order { id } } } }
  }`;
  const behind = ({ ratingsGiven = null }: { ratingsGiven?: object | null } = {}) => ({
    order: null,
    node: null,
    nodes: [null],
    user: { orders: null, earnings: null, account: null },
    other: { orders: null, ratingsGiven },
  });

  it.each(['anonymous', 'member'])('sees nothing of it by any door: %s', async (who) => {
    const stranger = newJourney('eve', () => marketplace.url);
    if (who === 'member') {
      await steps.registerBuyer(stranger);
      await steps.signInBuyer(stranger);
    }
    const variables = { id: known.orderId, member: known.buyerId };
    const { data } = await stranger.buyer.ask<Record<string, unknown>>(doors, variables);
    expect(data).toMatchObject(behind({ ratingsGiven: { nodes: [{ order: null }] } }));
  });
});

describe('after it is stopped', () => {
  it('has every view equal to its replay, and starts again quickly with all of it', async () => {
    const stopping = performance.now();
    const end = await marketplace.signal('SIGTERM');
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(performance.now() - stopping).toBeLessThan(5_000);

    const replay = await run(folder.path, 'replay').ended;
    expect(replay.stdout).not.toMatch(/DIFFER/);
    expect(replay.stdout.match(/^\w+\.\w+: \d+ documents .* equal$/gm)!.length).toBeGreaterThan(10);
    expect(replay).toMatchObject({ code: 0, stderr: '' });
    const parked = await run(folder.path, 'parked').ended;
    expect(parked).toMatchObject({ code: 0, stdout: 'Nothing is parked.\n' });

    marketplace = await start(folder.path);
    console.info(`Second start: ${Math.round(marketplace.milliseconds)} ms.`);
    expect(await lookEverywhere(seller, journey)).toEqual(ratedOnce(journey));
    const anonymous = createClient(() => marketplace.url);
    expect(
      await anonymous.query('query ($id: ID!) { gig(id: $id) { status } }', { id: known.gigId }),
    ).toEqual({ gig: { status: 'ACTIVE' } });
  });
});
