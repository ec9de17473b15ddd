import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { days } from '../../kernel/clock.ts';
import { anonymous } from '../marketplace.ts';
import {
  openRatings,
  orderId,
  rateBuyer,
  ratingId,
  replyToRating,
  submitRating,
  type Ratings,
} from './open.ts';
import { BEA, SAM, review, scores } from './story.ts';

let ratings: Ratings;
let number = 0;
beforeAll(async () => {
  ratings = await openRatings();
});
afterAll(() => ratings.close());

const completed = async () => {
  number += 1;
  await ratings.complete(number);
  return number;
};
const codes = (payload: { userErrors: { code: string }[] }) => payload.userErrors.map(({ code }) => code);
const logOf = (order: number) => ratings.hosted['ratings']!.host.eventStore.read(ratingId(order));
const typesOf = async (order: number) => (await logOf(order)).map(({ type }) => type);

describe('submitRating', () => {
  it('answers the blind rating at once', async () => {
    const order = await completed();
    expect(await submitRating(ratings, order)).toEqual({
      rating: { id: ratingId(order), status: 'BLIND', overall: 4.7 },
      userErrors: [],
    });
  });

  it('answers the published one where the seller has rated already', async () => {
    const order = await completed();
    expect(await rateBuyer(ratings, order)).toEqual({ rating: null, userErrors: [] });
    expect((await submitRating(ratings, order)).rating).toMatchObject({ status: 'PUBLISHED' });
    expect(await typesOf(order)).toEqual([
      'RatingWindowOpened',
      'BuyerRatingSubmitted',
      'RatingSubmitted',
      'RatingPublished',
    ]);
  });

  it('refuses what is wrong, and writes nothing', async () => {
    const order = await completed();
    expect(codes(await submitRating(ratings, order, { by: SAM }))).toEqual(['NOT_BUYER']);
    expect(codes(await submitRating(ratings, order, { review: 'short' }))).toEqual(['TOO_SHORT']);
    expect(codes(await submitRating(ratings, order, { scores: { ...scores, value: 6 } }))).toEqual([
      'INVALID',
    ]);
    expect(await typesOf(order)).toEqual(['RatingWindowOpened']);
  });

  it('says that a completed order may take a moment', async () => {
    const [error] = (await submitRating(ratings, 999_999)).userErrors;
    expect(error).toMatchObject({ code: 'ORDER_NOT_COMPLETED', field: ['input', 'orderId'] });
    expect(error.message).toMatch(/completed a moment ago: try again/);
  });

  it('asks for a member', async () => {
    const query = 'mutation ($input: SubmitRatingInput!) { submitRating(input: $input) { rating { id } } }';
    const input = { orderId: orderId(1), scores, review };
    const { errors } = await ratings.ask(anonymous, 'ratings', query, { input });
    expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('is done once when asked twice under one key, and refuses the key for anything else', async () => {
    const order = await completed();
    const once = await submitRating(ratings, order, { idempotencyKey: 'once' });
    expect(await submitRating(ratings, order, { idempotencyKey: 'once' })).toEqual(once);
    const other = await submitRating(ratings, order, { idempotencyKey: 'once', review: 'Something else.' });
    expect(codes(other)).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(await typesOf(order)).toEqual(['RatingWindowOpened', 'RatingSubmitted']);
  });

  it('is done once when 1,000 ask at once (R18)', async () => {
    const order = await completed();
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => submitRating(ratings, order)));
    const refusals = answers.flatMap(codes);
    expect(refusals).toHaveLength(999);
    expect(new Set(refusals)).toEqual(new Set(['ALREADY_RATED']));
    expect(await typesOf(order)).toEqual(['RatingWindowOpened', 'RatingSubmitted']);
  });

  it('keeps the private answer as a text, out of every event and view', async () => {
    const order = await completed();
    await submitRating(ratings, order, {
      scores: { quality: 1, communication: 1, value: 1 },
      privateSatisfaction: 5,
    });
    const submitted = (await logOf(order)).at(-1)! as { data: { privateTextId?: string } };
    expect(submitted.data).toMatchObject({
      isSatisfied: true,
      privateTextId: expect.stringMatching(/^txt_/),
    });
    expect(submitted.data).not.toHaveProperty('privateSatisfaction');
    const texts = await ratings.hosted['ratings']!.host.texts.get([submitted.data.privateTextId!]);
    expect(texts).toEqual([{ id: submitted.data.privateTextId, subjectId: BEA, body: '5' }]);
  });
});

describe('rateBuyer', () => {
  it('publishes once when both sides rate at the same moment', async () => {
    const order = await completed();
    await Promise.all([submitRating(ratings, order), rateBuyer(ratings, order)]);
    const types = await typesOf(order);
    expect(types).toHaveLength(4);
    expect(types.at(-1)).toBe('RatingPublished');
  });

  it('publishes both', async () => {
    const order = await completed();
    await submitRating(ratings, order);
    expect(await rateBuyer(ratings, order, { review: 'Knew what she wanted.' })).toEqual({
      rating: { id: ratingId(order), status: 'PUBLISHED', counterRating: { score: 4 } },
      userErrors: [],
    });
  });

  it('is for the seller alone, and once', async () => {
    const order = await completed();
    expect(codes(await rateBuyer(ratings, order, { by: BEA }))).toEqual(['FORBIDDEN']);
    await rateBuyer(ratings, order);
    expect(codes(await rateBuyer(ratings, order))).toEqual(['ALREADY_RATED']);
  });
});

describe('replyToRating', () => {
  it('answers the rating with its reply', async () => {
    const order = await completed();
    await submitRating(ratings, order);
    expect(codes(await replyToRating(ratings, order))).toEqual(['NOT_PUBLISHED']);
    await rateBuyer(ratings, order);
    expect(codes(await replyToRating(ratings, order, { by: BEA }))).toEqual(['FORBIDDEN']);
    const { rating } = await replyToRating(ratings, order);
    expect(rating.reply).toEqual({ body: 'Thank you!', repliedAt: ratings.clock.now().toISOString() });
    expect(codes(await replyToRating(ratings, order))).toEqual(['ALREADY_REPLIED']);
    expect(codes(await replyToRating(ratings, 999_999))).toEqual(['NOT_FOUND']);
  });
});

describe('the end of the window', () => {
  it('publishes what the buyer said, and closes what nobody rated', async () => {
    const [rated, unrated] = [await completed(), await completed()];
    await submitRating(ratings, rated);
    ratings.clock.advance(days(14));
    await ratings.fireTimers();
    expect(await typesOf(rated)).toEqual([
      'RatingWindowOpened',
      'RatingSubmitted',
      'RatingWindowClosed',
      'RatingPublished',
    ]);
    expect(await typesOf(unrated)).toEqual(['RatingWindowOpened', 'RatingWindowClosed']);
    expect(codes(await submitRating(ratings, unrated))).toEqual(['WINDOW_CLOSED']);
    expect(codes(await rateBuyer(ratings, rated))).toEqual(['WINDOW_CLOSED']);
  });

  it('opens the window once, however often orders tells it', async () => {
    const order = await completed();
    await ratings.complete(order);
    expect(await typesOf(order)).toEqual(['RatingWindowOpened']);
  });
});
