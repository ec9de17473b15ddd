import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';

/** A seller with one gig; `total` is what its smallest package costs, in minor units. */
export type Shop = { token: string; username: string; gigId: string; questionId: string; total: number };
/** `buyers`: tokens. */
export type Market = { shops: Shop[]; buyers: string[] };

const PASSWORD = 'a password for the bench';
const PATIENCE = 10_000;
/** Milliseconds between two attempts. */
const [SOONEST, LATEST] = [20, 500];

/** Members who buy and members who sell one gig each, made through the gateway. */
export const openMarket = async (client: Client, sellers: number, buyers: number): Promise<Market> => ({
  buyers: await Promise.all(Array.from({ length: buyers }, (_, i) => join(client, `buyer_${i}`))),
  shops: await Promise.all(Array.from({ length: sellers }, (_, i) => openShop(client, `seller_${i}`))),
});

const join = async ({ mutate }: Client, username: string): Promise<string> => {
  const account = { email: `${username}@example.com`, password: PASSWORD };
  await mutate(undefined, ['registerUser', { ...account, username, displayName: username }]);
  return (await mutate<{ token: string }>(undefined, ['signIn', account, 'token'])).token;
};

type Drafted = { gig: { id: string; requirements: { id: string }[] } };

const openShop = async (client: Client, username: string): Promise<Shop> => {
  const token = await join(client, username);
  const profile = { tagline: 'Sells', skills: ['Selling'], capacity: 100 };
  await client.mutate(token, ['openSellerProfile', profile]);
  const { gig } = await client.mutate<Drafted>(token, [
    'createGig',
    gigInput,
    'gig { id requirements { id } }',
  ]);
  await heard(() => client.mutate(token, ['publishGig', { id: gig.id }]));
  const total = await heard(() => totalOf(client, gig.id));
  return { token, username, gigId: gig.id, questionId: gig.requirements[0]!.id, total };
};

const totalOf = async ({ ask }: Client, gigId: string): Promise<number> => {
  const query = `query ($input: QuoteOrderInput!) {
    quoteOrder(input: $input) { price { total { minorUnits } } userErrors { message } } }`;
  type Quoted = { quoteOrder: { price: { total: { minorUnits: number } } } };
  const { quoteOrder } = await ask<Quoted>(query, { input: { gigId, packageTier: 'BASIC' } });
  return quoteOrder.price.total.minorUnits;
};

/** Services hear from each other a moment later: asked until it is so, less and less often. */
export const heard = async <T>(attempt: () => Promise<T>, patience = PATIENCE): Promise<T> => {
  const end = performance.now() + patience;
  for (let pause = SOONEST; ; pause = Math.min(2 * pause, LATEST)) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await sleep(pause);
  }
};

export const gigInput = {
  title: 'edit your podcast into a clean episode',
  description: 'I cut silences and fillers, balance every voice and deliver it ready to publish.',
  categoryId: 'cat_podcast-editing',
  tags: ['podcast'],
  packages: [
    {
      tier: 'BASIC',
      name: 'One',
      description: 'One.',
      priceMinorUnits: 2_500,
      deliveryDays: 2,
      revisions: 1,
    },
  ],
  requirements: [{ prompt: 'What should I know?', kind: 'TEXT', isRequired: true }],
};
