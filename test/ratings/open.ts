import { service } from '../../subgraphs/ratings/service.ts';
import { worker } from '../../subgraphs/ratings/worker.ts';
import type { OrderCompleted } from '../../subgraphs/orders/events.ts';
import { asMember, openMarketplace, type Marketplace } from '../marketplace.ts';
import { recorded } from '../recorded.ts';
import { BEA, GIG, review, SAM, scores, sellerLoad } from './story.ts';

const padded = (number: number) => String(number).padStart(26, '0');
export const orderId = (number: number) => `ord_${padded(number)}`;
export const ratingId = (number: number) => `rtg_${padded(number)}`;

type Parties = { gigId?: string; buyerId?: string; sellerId?: string };

const orderCompleted = (number: number, parties: Parties, at: string) => {
  const concerns = { orderId: orderId(number), gigId: GIG, buyerId: BEA, sellerId: SAM, ...parties };
  const data: OrderCompleted['data'] = {
    ...concerns,
    from: 'DELIVERED',
    to: 'COMPLETED',
    completedBy: 'BUYER',
    isOnTime: true,
    deliveriesCount: 1,
    revisionsUsed: 0,
    sellerLoad,
  };
  return recorded({ type: 'OrderCompleted', data }, { id: `evt_${number}`, stream: concerns.orderId, at });
};

/** Ratings alone, on the real runtime; what it would hear of orders is put on the bus. */
export const openRatings = async () => {
  const marketplace = await openMarketplace({ subgraphs: { ratings: { service, worker } } });
  const { clock, ground, settled } = marketplace;
  return {
    ...marketplace,
    async complete(number: number, parties: Parties = {}) {
      const { position, ...event } = orderCompleted(number, parties, clock.now().toISOString());
      const message = {
        key: event.stream,
        value: JSON.stringify(event),
        headers: {
          id: event.id,
          type: event.type,
          schemaVersion: '1',
          position: String(position),
          revision: '1',
        },
      };
      await ground.infrastructure.bus.publish('orders.events', [message]);
      await settled();
    },
  };
};

export type Ratings = Awaited<ReturnType<typeof openRatings>>;

const SUBMIT = `mutation ($input: SubmitRatingInput!) {
  submitRating(input: $input) { rating { id status overall } userErrors { code field message } }
}`;
const RATE_BUYER = `mutation ($input: RateBuyerInput!) {
  rateBuyer(input: $input) { rating { id status counterRating { score } } userErrors { code field message } }
}`;
const REPLY = `mutation ($input: ReplyToRatingInput!) {
  replyToRating(input: $input) { rating { id reply { body repliedAt } } userErrors { code field message } }
}`;

type Said = { by?: string } & Record<string, unknown>;
type Asking = Pick<Marketplace, 'ask'>;

export const submitRating = async ({ ask }: Asking, number: number, { by = BEA, ...more }: Said = {}) => {
  const input = { orderId: orderId(number), scores, review, ...more };
  return (await ask(asMember(by), 'ratings', SUBMIT, { input })).data.submitRating;
};

export const rateBuyer = async ({ ask }: Asking, number: number, { by = SAM, ...more }: Said = {}) => {
  const input = { orderId: orderId(number), score: 4, ...more };
  return (await ask(asMember(by), 'ratings', RATE_BUYER, { input })).data.rateBuyer;
};

export const replyToRating = async ({ ask }: Asking, number: number, { by = SAM, ...more }: Said = {}) => {
  const input = { ratingId: ratingId(number), body: 'Thank you!', ...more };
  return (await ask(asMember(by), 'ratings', REPLY, { input })).data.replyToRating;
};

/** What a query asks of one entity of another subgraph, as the gateway would. */
export const ofEntity = async (
  { ask }: Asking,
  viewer: Parameters<Marketplace['ask']>[0],
  { type, id, fields }: { type: string; id: string; fields: string },
) => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`;
  const answer = await ask(viewer, 'ratings', query, { of: [{ __typename: type, id }] });
  return answer.errors ? answer : answer.data._entities[0];
};
