import type { Journey, Step } from '../journeys/steps.ts';
import { MESSAGES } from '../journeys/steps.ts';

type Message = { body: string; readAt: string | null };
type Order = {
  payment: { status: string };
  requirements: { text: string | null }[];
  deliveries: { message: string }[];
  revisionRequests: { message: string }[];
  completedAt: string | null;
  messages: { nodes: Message[] };
  timeline: { nodes: { type: string }[] };
  rating: { reply: object | null; counterRating: object | null } | null;
};
export type Seen = {
  buyer: object | null;
  seller: { sellerProfile: object | null } | null;
  gig: { status: string } | null;
  order: Order | null;
};

const QUERY = `query ($buyer: ID!, $seller: ID!, $gig: ID!, $order: ID!) {
  buyer: user(id: $buyer) { id }
  seller: user(id: $seller) { sellerProfile { tagline } }
  gig(id: $gig) { status }
  order(id: $order) {
    payment { status } requirements { text } deliveries { message } revisionRequests { message } completedAt
    messages { nodes { body readAt } } timeline { nodes { type } }
    rating { reply { body } counterRating { score } }
  }
}`;
const nobody = (prefix: string) => `${prefix}_00000000000000000000000000`;

/** What both sides can see of the journey now; the buyer's part by the buyer, the gig by its seller. */
export const look = async ({ buyer, seller, known }: Journey): Promise<Seen> => {
  const variables = {
    buyer: known.buyerId || nobody('usr'),
    seller: known.sellerId || nobody('usr'),
    gig: known.gigId || nobody('gig'),
    order: known.orderId || nobody('ord'),
  };
  const { gig } = await seller.query<Seen>(QUERY, variables);
  return { ...(await buyer.query<Seen>(QUERY, variables)), gig };
};

const has = (order: Order | null, side: 'buyer' | 'seller') =>
  order?.messages.nodes.some(({ body }) => body === MESSAGES[side]);

const evidence: Record<Step, (seen: Seen) => unknown> = {
  registerSeller: ({ seller }) => seller,
  registerBuyer: ({ buyer }) => buyer,
  signInSeller: () => true,
  signInBuyer: () => true,
  openSellerProfile: ({ seller }) => seller?.sellerProfile,
  createGig: ({ gig }) => gig,
  publishGig: ({ gig }) => gig?.status === 'ACTIVE',
  findGig: () => true,
  quote: () => true,
  placeOrder: ({ order }) => order,
  isCharged: ({ order }) => order?.payment.status === 'CAPTURED',
  sellerAsks: ({ order }) => has(order, 'seller'),
  buyerAnswers: ({ order }) => has(order, 'buyer'),
  buyerReads: ({ order }) => order?.messages.nodes.find(({ body }) => body === MESSAGES.seller)?.readAt,
  brief: ({ order }) => order?.requirements[0]?.text,
  deliver: ({ order }) => order?.deliveries[0],
  revise: ({ order }) => order?.revisionRequests[0],
  deliverAgain: ({ order }) => order?.deliveries[1],
  accept: ({ order }) => order?.completedAt,
  rate: ({ order }) => order?.rating,
  rateBuyer: ({ order }) => order?.rating === null || order?.rating.counterRating,
  reply: ({ order }) => order?.rating?.reply,
};

/** Steps that were acknowledged, and of which nothing is to be seen. */
export const lostOf = (acknowledged: Step[], seen: Seen): Step[] =>
  acknowledged.filter((step) => !evidence[step](seen));

/** What the order is in the end when nothing happened twice. */
export const once = {
  payment: { status: 'CAPTURED' },
  deliveries: [{ message: 'Cut one.' }, { message: 'Cut two.' }],
  revisionRequests: [{ message: 'Softer, please.' }],
  messages: { nodes: [{ body: MESSAGES.buyer }, { body: MESSAGES.seller }] },
  timeline: {
    nodes: [
      'OrderPlaced',
      'PaymentCaptured',
      'RequirementsSubmitted',
      'OrderStarted',
      'OrderDelivered',
      'RevisionRequested',
      'OrderDelivered',
      'OrderCompleted',
    ].map((type) => ({ type })),
  },
};
