import type { Recorded } from '../../kernel/messages.ts';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { service } from '../../subgraphs/orders/service.ts';
import { worker } from '../../subgraphs/orders/worker.ts';
import { asMember, openMarketplace, type Marketplace } from '../marketplace.ts';
import { BEA, GIG, heard, total } from './story.ts';

/** Orders alone, on the real runtime; what it would hear of gigs and users is put on the bus. */
export const openOrders = async (events: Recorded[] = heard()) => {
  const marketplace = await openMarketplace({ subgraphs: { orders: { service, worker } } });
  const orders = { ...marketplace, hear: (more: Recorded[]) => hear(marketplace, more) };
  await orders.hear(events);
  return orders;
};

export type Orders = Awaited<ReturnType<typeof openOrders>>;

export const hear = async ({ ground, settled }: Marketplace, events: Recorded[]) => {
  for (const { position, ...event } of events) {
    const { id, type, stream, revision } = event;
    const named = { id, type, schemaVersion: '1', position: String(position), revision: String(revision) };
    const topic = stream.startsWith('gig_') ? 'gigs.events' : 'users.events';
    const message = { key: stream, value: JSON.stringify(event), headers: named };
    await ground.infrastructure.bus.publish(topic, [message]);
  }
  await settled();
};

/** `placeOrder` and the like: what its payload has, the order by these fields. */
export const mutate = async (
  { ask }: Pick<Marketplace, 'ask'>,
  name: string,
  { by, fields = 'order { id status }', ...input }: { by: string; fields?: string } & Record<string, unknown>,
) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) {
    ${name}(input: $input) { ${fields} userErrors { code field message } }
  }`;
  const answer = await ask(asMember(by), 'orders', query, { input });
  if (!answer.data?.[name]) throw new Error(`${name} answered ${JSON.stringify(answer)}`);
  return answer.data[name];
};

let keys = 0;
export const placeOrder = (orders: Pick<Marketplace, 'ask'>, more: Record<string, unknown> = {}) =>
  mutate(orders, 'placeOrder', {
    by: BEA,
    gigId: GIG,
    packageTier: 'BASIC',
    expectedTotalMinorUnits: total.minorUnits,
    idempotencyKey: `key-${(keys += 1)}`,
    ...more,
  });

/** Placed and paid. */
export const placedAndPaid = async (orders: Orders, more: Record<string, unknown> = {}): Promise<string> => {
  const { order } = await placeOrder(orders, more);
  await orders.settled();
  return order.id;
};

/** What a query asks of one entity of another subgraph, as the gateway would. */
export const ofEntity = async (
  { ask }: Pick<Marketplace, 'ask'>,
  viewer: Viewer,
  { type, id, fields }: { type: string; id: string; fields: string },
) => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`;
  const answer = await ask(viewer, 'orders', query, { of: [{ __typename: type, id }] });
  return answer.errors ? answer : answer.data._entities[0];
};

export const orderOf = async ({ ask }: Pick<Marketplace, 'ask'>, viewer: Viewer, id: string, fields = 'id') =>
  (await ask(viewer, 'orders', `query ($id: ID!) { order(id: $id) { ${fields} } }`, { id })).data.order;
