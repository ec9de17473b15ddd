import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { hours } from '../../kernel/clock.ts';
import { anonymous, asMember, asStaff } from '../marketplace.ts';
import { ofEntity, openRatings, orderId, rateBuyer, ratingId, submitRating, type Ratings } from './open.ts';
import { BEA, GIG, SAM } from './story.ts';

const PUBLISHED = 10;
const BLIND = 11;
const UNRATED = 12;
const COUNTER_ONLY = 13;

let ratings: Ratings;
beforeAll(async () => {
  ratings = await openRatings();
  for (let number = 1; number <= COUNTER_ONLY; number += 1) await ratings.complete(number);
  for (let number = 1; number <= PUBLISHED; number += 1) {
    const stars = ((number - 1) % 5) + 1;
    await submitRating(ratings, number, { scores: { quality: stars, communication: stars, value: stars } });
    await rateBuyer(ratings, number);
    ratings.clock.advance(hours(1));
  }
  await submitRating(ratings, BLIND);
  await rateBuyer(ratings, COUNTER_ONLY);
  await ratings.settled();
});
afterAll(() => ratings.close());

const viewers = {
  buyer: asMember(BEA),
  seller: asMember(SAM),
  stranger: asMember('usr_stranger'),
  staff: asStaff(),
  anonymous,
};
type Who = keyof typeof viewers;
const everybody = Object.keys(viewers) as Who[];

const byId = async (viewer: Viewer, number: number) =>
  (await ratings.ask(viewer, 'ratings', `{ rating(id: "${ratingId(number)}") { id } }`)).data.rating;
const byReference = (viewer: Viewer, number: number) =>
  ofEntity(ratings, viewer, { type: 'Rating', id: ratingId(number), fields: 'id' });
const byOrder = async (viewer: Viewer, number: number) =>
  (await ofEntity(ratings, viewer, { type: 'Order', id: orderId(number), fields: 'rating { id }' })).rating;
const inGiven = async (viewer: Viewer, number: number) => {
  const fields = 'ratingsGiven(first: 100) { nodes { id } }';
  const { ratingsGiven } = await ofEntity(ratings, viewer, { type: 'User', id: BEA, fields });
  return ratingsGiven.nodes.find(({ id }: { id: string }) => id === ratingId(number)) ?? null;
};

describe.each(Object.entries({ byId, byReference, byOrder, inGiven }))('a rating %s', (_, door) => {
  it.each(everybody)('that is published is seen by %s', async (who) =>
    expect(await door(viewers[who], PUBLISHED)).toEqual({ id: ratingId(PUBLISHED) }),
  );
  it.each(everybody)('that is blind is its buyer’s and staff’s alone: %s', async (who) => {
    const expected = who === 'buyer' || who === 'staff' ? { id: ratingId(BLIND) } : null;
    expect(await door(viewers[who], BLIND)).toEqual(expected);
  });
  it.each(everybody)('that is not there yet is seen by nobody: %s', async (who) => {
    expect(await door(viewers[who], UNRATED)).toBeNull();
    expect(await door(viewers[who], COUNTER_ONLY)).toBeNull();
  });
});

describe('what is blind', () => {
  it.each(everybody)('is in no public list or sum: %s', async (who) => {
    const fields = 'ratings(first: 100) { nodes { status } totalCount } ratingSummary { count }';
    const gig = await ofEntity(ratings, viewers[who], { type: 'Gig', id: GIG, fields });
    expect(gig.ratings.nodes).toHaveLength(PUBLISHED);
    expect(gig.ratings.totalCount).toBe(PUBLISHED);
    expect(gig.ratingSummary.count).toBe(PUBLISHED);
  });

  it('is counted for its buyer and staff alone in what the buyer said', async () => {
    const fields = 'ratingsGiven { totalCount }';
    const counts = everybody.map(async (who) => {
      const user = await ofEntity(ratings, viewers[who], { type: 'User', id: BEA, fields });
      return [who, user.ratingsGiven.totalCount];
    });
    expect(Object.fromEntries(await Promise.all(counts))).toEqual({
      buyer: PUBLISHED + 1,
      staff: PUBLISHED + 1,
      seller: PUBLISHED,
      stranger: PUBLISHED,
      anonymous: PUBLISHED,
    });
  });
});

describe('an order', () => {
  it.each(everybody)('is named by its rating to its parties and staff alone: %s', async (who) => {
    const fields = 'order { id } gig { id } rater { id } seller { id }';
    const rating = await ofEntity(ratings, viewers[who], { type: 'Rating', id: ratingId(PUBLISHED), fields });
    const isPublic = who === 'stranger' || who === 'anonymous';
    expect(rating).toEqual({
      order: isPublic ? null : { id: orderId(PUBLISHED) },
      gig: { id: GIG },
      rater: { id: BEA },
      seller: { id: SAM },
    });
  });

  it.each(everybody)('may be rated: %s', async (who) => {
    const fields = 'ratingEligibility { canRate reason }';
    const order = await ofEntity(ratings, viewers[who], { type: 'Order', id: orderId(COUNTER_ONLY), fields });
    const expected = {
      buyer: { canRate: true, reason: null },
      seller: { canRate: false, reason: 'ALREADY_RATED' },
      staff: { canRate: false, reason: 'FORBIDDEN' },
      stranger: null,
      anonymous: null,
    };
    expect(order.ratingEligibility).toEqual(expected[who]);
  });
});

describe('bad input', () => {
  it.each([
    ['{ rating(id: "ord_00000000000000000000000001") { id } }', 'INVALID'],
    ['{ rating(id: "__proto__") { id } }', 'INVALID'],
    ['{ rating(id: "") { id } }', 'INVALID'],
    ['{ rating(id: "rtg_00000000000000000000000001") { secret } }', 'BAD_USER_INPUT'],
  ])('%s is %s', async (query, code) => {
    const { errors } = await ratings.ask(anonymous, 'ratings', query);
    expect(errors![0]!.extensions.code).toBe(code);
  });

  it.each(['Rating', 'Order'])('a key that no %s has is not looked up', async (type) => {
    const view = ratings.hosted['ratings']!.host.views['ratings']!;
    const { load } = view;
    let looked = 0;
    Object.assign(view, { load: (ids: string[]) => ((looked += 1), load(ids)) });
    const fields = type === 'Order' ? 'rating { id } ratingEligibility { reason }' : 'id';
    for (const id of ['x'.repeat(1_000_000), '', 'gig_00000000000000000000000001'])
      await ofEntity(ratings, asStaff(), { type, id, fields });
    Object.assign(view, { load });
    expect(looked).toBe(0);
  });

  it.each(['__proto__', '', 'nonsense'])('an order %j has no rating', async (id) => {
    const order = await ofEntity(ratings, anonymous, { type: 'Order', id, fields: 'rating { id }' });
    expect(order).toEqual({ rating: null });
  });
});
