import { setTimeout as pause } from 'node:timers/promises';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import type { Event } from '../../kernel/messages.ts';
import { service } from '../../subgraphs/gigs/service.ts';
import { worker } from '../../subgraphs/gigs/worker.ts';
import { asMember, openMarketplace, type Marketplace } from '../marketplace.ts';
import { recorded } from '../recorded.ts';
import { BEA, DESCRIPTION, LOGO, SAM, TITLE } from './story.ts';

/** Gigs alone, on the real runtime; what it would hear of the others is put on the bus. */
export const openGigs = async () => {
  const marketplace = await openMarketplace({ subgraphs: { gigs: { service, worker } } });
  const gigs = { ...marketplace, hear: (events: Event[]) => hear(marketplace, events) };
  await gigs.hear(joined(SAM, 'sam', 10));
  await gigs.hear(joined(BEA, 'bea'));
  return gigs;
};

export type Gigs = Awaited<ReturnType<typeof openGigs>>;

/** A member and, with a capacity, a seller. */
export const joined = (userId: string, username: string, capacity?: number): Event[] => [
  { type: 'UserRegistered', data: { userId, username } },
  ...(capacity === undefined ? [] : [{ type: 'SellerProfileOpened', data: { userId, capacity } }]),
];

const streamOf = ({ type, data }: Event): [topic: string, stream: string] => {
  const ids = data as { userId?: string; orderId?: string; ratingId?: string };
  if (type === 'MemberSeen') return ['activity.events', ids.userId!];
  if (ids.ratingId) return ['ratings.events', ids.ratingId];
  return ids.orderId ? ['orders.events', ids.orderId] : ['users.events', ids.userId!];
};

const hear = async ({ ground, settled, clock }: Marketplace, events: Event[]) => {
  for (const heard of events) {
    const [topic, stream] = streamOf(heard);
    const { position, ...event } = recorded(heard, { stream, at: clock.now().toISOString() });
    const { id, type } = event;
    const headers = { id, type, schemaVersion: '1', position: String(position), revision: '1' };
    await ground.infrastructure.bus.publish(topic, [{ key: stream, value: JSON.stringify(event), headers }]);
  }
  await settled();
};

/** `createGig` and the like: what its payload has, the gig by these fields. */
export const mutate = async (
  { ask }: Pick<Marketplace, 'ask'>,
  name: string,
  {
    by = SAM,
    fields = 'gig { id version status }',
    ...input
  }: { by?: string; fields?: string } & Record<string, unknown>,
) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code field message } } }`;
  const answer = await ask(asMember(by), 'gigs', query, { input });
  if (!answer.data?.[name]) throw new Error(`${name} answered ${JSON.stringify(answer)}`);
  return answer.data[name];
};

export const packageInput = {
  tier: 'BASIC',
  name: 'One logo',
  description: 'One proposal as PNG',
  priceMinorUnits: 2_500,
  deliveryDays: 3,
};
export const complete = {
  title: TITLE,
  description: DESCRIPTION,
  categoryId: LOGO,
  tags: ['logo'],
  packages: [packageInput],
};

/** Answers the id of a gig that is ACTIVE. */
export const publishedGig = async (gigs: Gigs, more: Record<string, unknown> = {}): Promise<string> => {
  const { gig, userErrors } = await mutate(gigs, 'createGig', { ...complete, ...more });
  if (!gig) throw new Error(JSON.stringify(userErrors));
  const by = more['by'] ? { by: more['by'] as string } : {};
  const done = await mutate(gigs, 'publishGig', { id: gig.id, ...by });
  if (done.gig?.status !== 'ACTIVE') throw new Error(JSON.stringify(done));
  return gig.id;
};

/** When everything has followed, and search asks its views anew. */
export const searchable = async ({ settled }: Gigs) => {
  await settled();
  await pause(110);
};

export const gigOf = async ({ ask }: Gigs, viewer: Viewer, id: string, fields = 'id title status') =>
  (await ask(viewer, 'gigs', `query ($id: ID!) { gig(id: $id) { ${fields} } }`, { id })).data.gig;

export const SEARCH = `query ($input: SearchGigsInput!, $sort: GigSort, $first: Int, $after: String) {
  searchGigs(input: $input, sort: $sort, first: $first, after: $after) {
    nodes { id title status seller { id username } startingPrice { amount currencyCode } }
    edges { cursor sellerIsOnline sellerLevel ratingAverage ratingCount node { id category { name } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
    facets { categories { value count } sellerLevels { value count } deliveryDays { value count }
      priceRange { min { amount } max { amount } } }
  }
}`;

export const ofUser = async ({ ask }: Gigs, viewer: Viewer, id: string, fields: string) => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { ${fields} } } }`;
  const answer = await ask(viewer, 'gigs', query, { of: [{ __typename: 'User', id }] });
  return answer.errors ? answer : answer.data._entities[0];
};
