import type { Server } from './server.ts';

export type Shop = { gigId: string; total: number };
export type Market = { shops: Shop[]; buyers: string[] };

const PASSWORD = 'a password for the bench';

/** Members who buy and members who sell one gig each, made through the gateway. */
export const openMarket = async ({ ask }: Server, sellers: number, buyers: number): Promise<Market> => {
  const join = async (username: string): Promise<string> => {
    const account = { email: `${username}@example.com`, password: PASSWORD };
    const register = `mutation ($input: RegisterUserInput!) { registerUser(input: $input) { userErrors { message } } }`;
    await ask(register, { input: { ...account, username, displayName: username } });
    const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) { token userErrors { message } } }`;
    return (await ask<{ signIn: { token: string } }>(signIn, { input: account })).signIn.token;
  };
  const tokens = await Promise.all(Array.from({ length: buyers }, (_, i) => join(`buyer_${i}`)));
  const shops = await Promise.all(
    Array.from({ length: sellers }, async (_, i) => openShop({ ask } as Server, await join(`seller_${i}`))),
  );
  return { shops, buyers: tokens };
};

const openShop = async ({ ask }: Server, token: string): Promise<Shop> => {
  const profile = { tagline: 'Sells', skills: ['Selling'], capacity: 100 };
  const open = `mutation ($input: OpenSellerProfileInput!) { openSellerProfile(input: $input) { userErrors { message } } }`;
  await ask(open, { input: profile }, token);
  const create = `mutation ($input: CreateGigInput!) { createGig(input: $input) { gig { id } userErrors { message } } }`;
  const { createGig } = await ask<{ createGig: { gig: { id: string } } }>(create, { input: gig }, token);
  const gigId = createGig.gig.id;
  const publish = `mutation ($input: PublishGigInput!) { publishGig(input: $input) { userErrors { message } } }`;
  await ask(publish, { input: { id: gigId } }, token);
  return { gigId, total: await totalOf(ask, gigId) };
};

/** The offer reaches orders by events: asked until it is there. */
const totalOf = async (ask: Server['ask'], gigId: string): Promise<number> => {
  const quote = `query ($input: QuoteOrderInput!) { quoteOrder(input: $input) { price { total { minorUnits } } } }`;
  type Quoted = { quoteOrder: { price: { total: { minorUnits: number } } | null } };
  for (;;) {
    const input = { gigId, packageTier: 'BASIC' };
    const { quoteOrder } = await ask<Quoted>(quote, { input });
    if (quoteOrder.price) return quoteOrder.price.total.minorUnits;
  }
};

const gig = {
  title: 'edit your podcast into a clean episode',
  description: 'I cut silences and fillers, balance every voice and deliver it ready to publish.',
  categoryId: 'cat_podcast-editing',
  tags: ['podcast'],
  packages: [{ tier: 'BASIC', name: 'One', description: 'One.', priceMinorUnits: 2_500, deliveryDays: 2, revisions: 1 }],
  requirements: [{ prompt: 'What should I know?', kind: 'TEXT', isRequired: true }],
};

const PLACE = `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id status number price { total { amount } } } userErrors { message } } }`;

/** One click-to-buy; the i-th buyer at the i-th shop. */
export const placeOrder = ({ ask }: Server, { shops, buyers }: Market, i: number, key: string) => {
  const { gigId, total } = shops[i % shops.length]!;
  const input = { gigId, packageTier: 'BASIC', expectedTotalMinorUnits: total, idempotencyKey: `${key}-${i}` };
  return ask<{ placeOrder: { order: { id: string } } }>(PLACE, { input }, buyers[i % buyers.length]);
};
