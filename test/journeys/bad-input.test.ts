import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askedFor, mutationOf } from './complaints.ts';
import { walkTo } from './path.ts';
import { newFolder, start, type Marketplace } from './process.ts';
import { newJourney } from './steps.ts';

let folder: Awaited<ReturnType<typeof newFolder>>;
let marketplace: Marketplace;
const journey = newJourney('bad', () => marketplace.url);
const { buyer, seller, known } = journey;
beforeAll(async () => {
  folder = await newFolder();
  marketplace = await start(folder.path);
  await walkTo(journey, 'accept');
}, 30_000);
afterAll(async () => {
  await marketplace?.signal('SIGKILL');
  await folder.remove();
});

const lists: Record<string, (args: string) => string> = {
  orders: (args) => `user(id: $member) { orders(role: BUYER, ${args}) { nodes { id } } }`,
  ratingsGiven: (args) => `user(id: $member) { ratingsGiven(${args}) { nodes { id } } }`,
  messages: (args) => `order(id: $order) { messages(${args}) { nodes { id } } }`,
  timeline: (args) => `order(id: $order) { timeline(${args}) { nodes { id } } }`,
  earnings: (args) => `user(id: $member) { earnings { entries(${args}) { nodes { id } } } }`,
  ratings: (args) => `gig(id: $gig) { ratings(${args}) { nodes { id } } }`,
  gigs: (args) => `user(id: $member) { gigs(${args}) { nodes { id } } }`,
  searchGigs: (args) => `searchGigs(input: {}, ${args}) { nodes { id } }`,
};
const pages: [string, string][] = [
  ['first: -1', 'to be 1 to 100, got -1'],
  ['first: 0', 'to be 1 to 100, got 0'],
  ['first: 2147483647', 'to be 1 to 100, got 2147483647'],
  ['after: "Zm9yZ2Vk"', 'a cursor that this list answered before, got "Zm9yZ2Vk"'],
  ['after: "é\\u0000"', 'a cursor that this list answered before'],
];

describe.each(Object.keys(lists))('the list %s', (name) => {
  it.each(pages)('refuses the page %s', async (args, said) => {
    const query = `query ($member: ID!, $order: ID!, $gig: ID!) { ${lists[name]!(args)}
      user(id: $member) { id } order(id: $order) { id } gig(id: $gig) { id } }`;
    const variables = { member: known.buyerId, order: known.orderId, gig: known.gigId };
    const { status, errors } = await buyer.ask(query, variables);
    expect(status).toBe(200);
    expect(errors).toMatchObject([
      { extensions: { code: 'INVALID' }, message: expect.stringContaining(said) },
    ]);
  });
});

it('a list refuses the cursor of another list, and of another member’s', async () => {
  type Page = { viewer: { orders: { pageInfo: { endCursor: string } } } };
  const page = (args: string) => `{ viewer { orders(${args}) { nodes { id } pageInfo { endCursor } } } }`;
  const { endCursor } = (await buyer.query<Page>(page('role: BUYER'))).viewer.orders.pageInfo;
  const foreign = [
    [buyer, 'role: SELLER'],
    [buyer, 'role: BUYER, status: [COMPLETED]'],
    [seller, 'role: BUYER'],
  ] as const;
  for (const [client, args] of foreign) {
    const { errors } = await client.ask(page(`${args}, after: "${endCursor}"`));
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID' }, path: ['viewer', 'orders'] }]);
  }
});

describe('a query of an id', () => {
  it.each(['order', 'gig', 'rating', 'user', 'node'])('of another type is refused: %s', async (field) => {
    const id = field === 'order' ? known.gigId : field === 'node' ? 'cat_logo-design' : known.orderId;
    const { errors, status } = await buyer.ask(
      'query ($id: ID!) { it: FIELD(id: $id) { id } }'.replace('FIELD', field),
      { id },
    );
    expect(status).toBe(200);
    expect(errors).toMatchObject([
      { extensions: { code: 'INVALID' }, message: expect.stringMatching(/Expected .*, got "/) },
    ]);
  });
});

describe('a request', () => {
  it.each([
    ['of broken JSON', '{"query":', 400, 'Expected a body of JSON, got none'],
    [
      'for an unknown field',
      '{"query":"{ viewer { wealth } }"}',
      400,
      'Cannot query field "wealth" on type "User"',
    ],
    [
      'with __proto__ in its input',
      `{"query":${JSON.stringify(mutationOf('signOut'))},"variables":{"input":{"__proto__":{"a":1}}}}`,
      400,
      'Field "__proto__" is not defined',
    ],
    [
      'with __proto__ in a text’s place',
      `{"query":${JSON.stringify(mutationOf('sendMessage'))},"variables":{"input":{"orderId":{"__proto__":1},"body":"x"}}}`,
      400,
      'ID cannot represent',
    ],
    [
      'of more than 1 MiB',
      JSON.stringify({ query: '{ viewer { id } }', variables: { x: 'x'.repeat(1024 * 1024) } }),
      413,
      'at most 1048576 bytes, got',
    ],
  ])('%s is answered in order', async (_, body, status, said) => {
    const before = askedFor(folder.path);
    const response = await marketplaceAsks(body);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(said.replaceAll('"', '\\"'));
    expect(askedFor(folder.path)).toEqual(before);
  });
  const marketplaceAsks = (body: string) => newJourney('nobody', () => marketplace.url).buyer.post(body);
});
