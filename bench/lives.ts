import { randomUUID } from 'node:crypto';
import type { Client } from './client.ts';
import { load } from './figures.ts';
import type { Market, Shop } from './market.ts';

/** One order from its purchase on; `orderId` is known once it is placed. `buyer`: a token. */
export type Life = { shop: Shop; buyer: string; orderId?: string };
export type Step = (client: Client, life: Life) => Promise<unknown>;

const ORDER = 'order { id status }';
const PLACED = `order { id status number price { total { amount } } }`;

/** Click-to-buy. */
export const place: Step = async ({ mutate }, life) => {
  const { gigId, total } = life.shop;
  const input = { gigId, packageTier: 'BASIC', expectedTotalMinorUnits: total, idempotencyKey: randomUUID() };
  type Placed = { order: { id: string } };
  const { order } = await mutate<Placed>(life.buyer, ['placeOrder', input, PLACED]);
  life.orderId = order.id;
};

export const brief: Step = ({ mutate }, { shop, buyer, orderId }) => {
  const answers = [{ questionId: shop.questionId, text: 'Cut the first ten minutes.' }];
  return mutate(buyer, ['submitRequirements', { orderId, answers }, ORDER]);
};

export const say: Step = ({ mutate }, { shop, orderId }) =>
  mutate(shop.token, ['sendMessage', { orderId, body: 'Shall I cut the jingle too?' }, 'message { id }']);

export const deliver: Step = ({ mutate }, { shop, orderId }) =>
  mutate(shop.token, ['deliverOrder', { orderId, message: 'Here it is.' }, ORDER]);

export const revise: Step = ({ mutate }, { buyer, orderId }) =>
  mutate(buyer, ['requestRevision', { orderId, message: 'A little softer, please.' }, ORDER]);

export const accept: Step = ({ mutate }, { buyer, orderId }) =>
  mutate(buyer, ['acceptDelivery', { orderId }, ORDER]);

export const rate: Step = ({ mutate }, { buyer, orderId }) => {
  const scores = { quality: 5, communication: 4, value: 5 };
  const input = { orderId, scores, review: 'Every voice is clear, and it came in time.' };
  return mutate(buyer, ['submitRating', input, 'rating { id }']);
};

export const rateBuyer: Step = ({ mutate }, { shop, orderId }) =>
  mutate(shop.token, ['rateBuyer', { orderId, score: 5, review: 'Clear and kind.' }]);

export const reply: Step = ({ mutate }, { shop, orderId }) =>
  mutate(shop.token, ['replyToRating', { ratingId: `rtg_${orderId!.slice(4)}`, body: 'Thank you!' }]);

/** From the purchase to the reply to its rating. */
export const wholeLife: Step[] = [
  place,
  brief,
  say,
  deliver,
  revise,
  deliver,
  accept,
  rate,
  rateBuyer,
  reply,
];

/** Takes all lives through the steps; before the next step all that follows from the one has happened. */
export const live = async (
  { client, settled }: { client: Client; settled(): Promise<void> },
  lives: Life[],
  steps: Step[],
) => {
  for (const step of steps) {
    await load(lives.length, 16, (i) => step(client, lives[i]!));
    await settled();
  }
};

/** The i-th buyer at the i-th shop. */
export const lifeOf = ({ shops, buyers }: Market, i: number): Life => ({
  shop: shops[i % shops.length]!,
  buyer: buyers[i % buyers.length]!,
});
