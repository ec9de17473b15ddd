import { offerings, type Offering } from './catalogue.ts';
import type { Member } from './members.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export type SeededGig = {
  id: string;
  seller: Member;
  deliveryDays: number[];
  extraIds: string[];
  questionIds: string[];
  options: string[];
};

export const GIGS = 240;
const SPECIAL = 2;
const tiers = ['BASIC', 'STANDARD', 'PREMIUM'] as const;
const packageNames = ['The essential', 'The usual', 'The whole thing'];

/** About eight gigs a seller, each drafted whole and published. */
export const publishGigs = async (world: World, sellers: Member[]): Promise<SeededGig[]> => {
  const gigs: SeededGig[] = [];
  for (let i = 0; i < GIGS - SPECIAL; i += 1) {
    const seller = sellers[i % sellers.length]!;
    const offering = offerings[(i + Math.floor(i / sellers.length)) % offerings.length]!;
    gigs.push(await publish(world, seller, offering));
    world.clock.advance(7 * 60_000);
  }
  await world.settled();
  return gigs;
};

/**
 * Two of Sam's gigs at the prices that the test processor knows: it declines one, and does not answer for
 * the other. They are two of the 240.
 */
export const publishSpecialGigs = async (world: World, members: Member[]) => {
  const sam = members.find(({ username }) => username === 'sam')!;
  const at = (priceMinorUnits: number) =>
    publish(world, sam, { ...offerings[0]!, price: [priceMinorUnits, priceMinorUnits] });
  return { DECLINED: await at(666_00), PENDING: await at(667_00) };
};

const FIELDS = 'gig { id packages { deliveryDays } extras { id } requirements { id kind options } }';

const publish = async ({ mutate, random }: World, seller: Member, offering: Offering): Promise<SeededGig> => {
  const { gig } = await mutate(seller.id, 'gigs', ['createGig', inputOf(random, offering), FIELDS]);
  await mutate(seller.id, 'gigs', ['publishGig', { id: gig.id }, 'gig { id }']);
  return {
    id: gig.id,
    seller,
    deliveryDays: gig.packages.map(({ deliveryDays }: { deliveryDays: number }) => deliveryDays),
    extraIds: gig.extras.map(({ id }: { id: string }) => id),
    questionIds: gig.requirements.map(({ id }: { id: string }) => id),
    options: offering.options,
  };
};

const inputOf = (
  random: Random,
  { categoryId, titles, does, tags, price, question, options, extra }: Offering,
) => ({
  title: random.pick(titles),
  description: `${does} Tell me what you need in the brief; I read it twice and ask before I guess.`,
  categoryId,
  tags,
  packages: packagesOf(random, price),
  extras: [
    { name: extra, priceMinorUnits: random.between(5, 30) * 100, addsDeliveryDays: 1 },
    { name: 'Extra fast', description: 'First in my queue.', priceMinorUnits: random.between(10, 40) * 100 },
  ],
  faq: [
    { question: 'What if I do not like it?', answer: 'Ask for a revision: the number is in each package.' },
  ],
  requirements: [
    { prompt: question, kind: 'TEXT', isRequired: true },
    { prompt: 'Which of these comes closest?', kind: 'CHOICE', isRequired: false, options },
  ],
});

const packagesOf = (random: Random, [low, high]: [number, number]) => {
  const base = Math.round(random.between(low, high) / 100) * 100;
  const days = random.between(1, 5);
  return tiers.map((tier, i) => ({
    tier,
    name: packageNames[i]!,
    description: ['One piece, done well.', 'Longer, and with more attention.', 'Everything, with priority.'][
      i
    ]!,
    priceMinorUnits: base * (i + 1) - i * 500,
    deliveryDays: days + i * 2,
    revisions: i === 2 ? null : i + 1,
    features: ['Source files', 'Commercial use', 'Priority'].slice(0, i + 1),
  }));
};
