import type { Member, Sent } from './member.ts';
import { PASSWORD } from './member.ts';

/** A seller with a gig. `totals`: what BASIC, and what BASIC 20 times (which a card declines), cost. */
export type Shop = { seller: Member; gigId: string; questionId: string; total: number };
export type Cast = { buyers: Member[]; shops: Shop[] };

/** 20 of these cost 666.00: the test processor declines that total. */
export const PRICE = 33_30;
export const DECLINED_QUANTITY = 20;
export const DECLINED_TOTAL = 702_63;
/** One of these costs 667.00: the processor leaves it pending. */
const PENDING_PRICE = 667_00;
export const PENDING_TOTAL = 703_69;

const packageOf = (tier: string, name: string, priceMinorUnits: number) => ({
  tier,
  name,
  description: 'Up to half an hour.',
  priceMinorUnits,
  deliveryDays: 3,
  revisions: 1,
});

const gigInput = (username: string) => ({
  title: `I will edit the podcast of ${username} with care`,
  description: 'Noise, pauses and hums are cut; levels are even; you get a master in two formats.',
  categoryId: 'cat_podcast-editing',
  tags: ['podcast'],
  packages: [packageOf('BASIC', 'One', PRICE), packageOf('STANDARD', 'Slow', PENDING_PRICE)],
  requirements: [{ prompt: 'Where is the recording?', kind: 'TEXT', isRequired: true }],
});

export const register = async (member: Member) => {
  const { username } = member;
  const input = { username, email: `${username}@example.com`, password: PASSWORD, displayName: username };
  const sent = await member.send<{ user: { id: string } }>('registerUser', input, 'user { id }');
  if (!sent?.isDone) throw new Error(`${username} could not register: ${JSON.stringify(sent)}`);
  member.known.id = sent.payload.user.id;
  await member.signIn();
};

export const openShop = async (seller: Member): Promise<Shop> => {
  await register(seller);
  const profile = { tagline: 'Podcasts that sound', skills: ['mixing'], capacity: 100 };
  await expectDone(seller.send('openSellerProfile', profile));
  type Created = { gig: { id: string; requirements: { id: string }[] } };
  const { gig } = await expectDone(
    seller.send<Created>('createGig', gigInput(seller.username), 'gig { id requirements { id } }'),
  );
  await expectDone(seller.send('publishGig', { id: gig.id }, '', { unheard: ['FORBIDDEN'] }));
  return { seller, gigId: gig.id, questionId: gig.requirements[0]!.id, total: await quote(seller, gig.id) };
};

const quote = async (member: Member, gigId: string): Promise<number> => {
  const query = `query ($input: QuoteOrderInput!) {
    quoteOrder(input: $input) { price { total { minorUnits } } }
  }`;
  type Quoted = { quoteOrder: { price: { total: { minorUnits: number } } | null } };
  for (let tries = 0; tries < 500; tries += 1) {
    const quoted = await member.read<Quoted>(query, { input: { gigId, packageTier: 'BASIC', quantity: 1 } });
    if (quoted?.quoteOrder.price) return quoted.quoteOrder.price.total.minorUnits;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`No price of ${gigId}.`);
};

const expectDone = async <T>(sending: Promise<Sent<T> | undefined>): Promise<T> => {
  const sent = await sending;
  if (!sent?.isDone) throw new Error(`The cast could not be made: ${JSON.stringify(sent)}`);
  return sent.payload;
};
