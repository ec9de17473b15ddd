import type { Landmarks } from './landmarks.ts';
import type { Member } from './member.ts';
import type { Shop } from './cast.ts';

type Looking = { member: Member; shop: Shop; random: () => number; landmarks: Landmarks };

const PAGES: [name: string, query: string][] = [
  [
    'gig',
    'query ($gig: ID!) { gig(id: $gig) { title isOrderable ratings(first: 5) { nodes { overall } } seller { username } } }',
  ],
  ['search', 'query { searchGigs(input: { query: "podcast" }, first: 10) { nodes { id title } } }'],
  [
    'orders',
    'query ($me: ID!) { user(id: $me) { orders(role: BUYER, first: 10) { nodes { id status gig { title } } } } }',
  ],
];

/** Somebody looks around: pages and lists of others, which answer whatever is broken. */
export const look = async ({ member, shop, random, landmarks }: Looking) => {
  const [name, query] = PAGES[Math.floor(random() * PAGES.length)]!;
  const variables = name === 'gig' ? { gig: shop.gigId } : name === 'orders' ? { me: member.known.id } : {};
  const page = await member.read<Record<string, object | null>>(query, variables);
  if (page && Object.values(page).includes(null)) landmarks.odd(`The page ${name} was empty.`);
};
