import { createClient, type Client } from './client.ts';
import { eventually, unlessNotHeard } from './eventually.ts';
import { gigInput, selection } from './gig.ts';

export const PASSWORD = 'correct horse battery';
export const MESSAGES = { seller: 'Shall I cut the jingle too?', buyer: 'Yes, from 0:12 on.' };
export const SCORES = { quality: 5, communication: 5, value: 4 };

/** Two members and what they learn on the way. `name` is in all they write, and in their idempotency keys. */
export type Journey = ReturnType<typeof newJourney>;

export const newJourney = (name: string, address: () => string) => ({
  name,
  buyer: createClient(address),
  seller: createClient(address),
  known: { buyerId: '', sellerId: '', gigId: '', questionId: '', orderId: '', messageId: '', ratingId: '' },
  total: 0,
});

type Id = { id: string };
type Order = Id & { status: string };
type Rating = Id & { status: string };
type Side = 'buyer' | 'seller';

export const usernameOf = ({ name }: Journey, side: Side) => `${name}_${side}`;

const register = async (journey: Journey, side: Side) => {
  const username = usernameOf(journey, side);
  const input = { username, email: `${username}@example.com`, password: PASSWORD, displayName: username };
  const key = { idempotencyKey: username };
  const { user } = await journey[side].mutate<{ user: Id }>(
    'registerUser',
    { ...input, ...key },
    'user { id }',
  );
  journey.known[`${side}Id`] = user.id;
};

const signIn = async (journey: Journey, side: Side) => {
  const input = { email: `${usernameOf(journey, side)}@example.com`, password: PASSWORD };
  journey[side].useToken(undefined); // an expired one would be refused
  const { token } = await journey[side].mutate<{ token: string }>('signIn', input, 'token');
  journey[side].useToken(token);
};

/** A mutation about the order: its status afterwards. */
const move = async (client: Client, { known }: Journey, [name, more]: [string, object]) => {
  const input = { orderId: known.orderId, ...more };
  return (await client.mutate<{ order: Order }>(name, input, 'order { id status }')).order.status;
};

const say = async (journey: Journey, side: Side) => {
  const { name, known } = journey;
  const input = { orderId: known.orderId, body: MESSAGES[side], idempotencyKey: `${name}-message` };
  const { message } = await journey[side].mutate<{ message: Id }>('sendMessage', input, 'message { id }');
  return message.id;
};

/** From sign-up to the reply to the rating; each may be taken again when its answer was lost. */
export const steps = {
  registerSeller: (journey: Journey) => register(journey, 'seller'),
  registerBuyer: (journey: Journey) => register(journey, 'buyer'),
  signInSeller: (journey: Journey) => signIn(journey, 'seller'),
  signInBuyer: (journey: Journey) => signIn(journey, 'buyer'),

  async openSellerProfile({ seller, name }: Journey) {
    const input = { tagline: 'Podcasts that sound', skills: ['mixing'], capacity: 5, idempotencyKey: name };
    await seller.mutate('openSellerProfile', input, 'user { sellerProfile { level } }');
  },

  async createGig(journey: Journey) {
    type Gig = Id & { requirements: Id[] };
    const input = { ...gigInput(journey.name), idempotencyKey: journey.name };
    const fields = 'gig { id requirements { id } }';
    const { gig } = await journey.seller.mutate<{ gig: Gig }>('createGig', input, fields);
    journey.known.gigId = gig.id;
    journey.known.questionId = gig.requirements[0]!.id;
  },

  publishGig: ({ seller, name, known }: Journey) =>
    unlessNotHeard(['FORBIDDEN'], () =>
      seller.mutate('publishGig', { id: known.gigId, idempotencyKey: name }),
    ),

  findGig: ({ buyer, name, known }: Journey) =>
    eventually(async () => {
      type Hits = { searchGigs: { nodes: Id[] } };
      const query = 'query ($input: SearchGigsInput!) { searchGigs(input: $input) { nodes { id } } }';
      const { searchGigs } = await buyer.query<Hits>(query, { input: { query: `podcast ${name}` } });
      if (!searchGigs.nodes.some(({ id }) => id === known.gigId)) throw new Error(`No hit of ${name}.`);
    }),

  async quote(journey: Journey) {
    type Quote = {
      quoteOrder: { price: { total: { minorUnits: number } } | null; userErrors: { code: string }[] };
    };
    const query = `query ($input: QuoteOrderInput!) {
      quoteOrder(input: $input) { price { total { minorUnits } } userErrors { code } }
    }`;
    journey.total = await eventually(async () => {
      const { quoteOrder } = await journey.buyer.query<Quote>(query, {
        input: selection(journey.known.gigId),
      });
      return quoteOrder.price!.total.minorUnits;
    });
  },

  async placeOrder(journey: Journey) {
    const more = { expectedTotalMinorUnits: journey.total, idempotencyKey: journey.name };
    const input = { ...selection(journey.known.gigId), ...more };
    const { order } = await unlessNotHeard(['GIG_NOT_ORDERABLE', 'SELLER_UNAVAILABLE'], () =>
      journey.buyer.mutate<{ order: Order }>('placeOrder', input, 'order { id status }'),
    );
    journey.known.orderId = order.id;
    return order.status;
  },

  isCharged: ({ buyer, known }: Journey) =>
    eventually(async () => {
      type Paid = { order: { status: string; payment: { status: string; amount: { minorUnits: number } } } };
      const query = 'query ($id: ID!) { order(id: $id) { status payment { status amount { minorUnits } } } }';
      const { order } = await buyer.query<Paid>(query, { id: known.orderId });
      if (order.payment.status !== 'CAPTURED') throw new Error(`Its payment is ${order.payment.status}.`);
      return { status: order.status, charged: order.payment.amount.minorUnits };
    }),

  brief(journey: Journey) {
    const answers = [{ questionId: journey.known.questionId, text: 'At files.example.com/episode-1.wav' }];
    return move(journey.buyer, journey, [
      'submitRequirements',
      { answers, idempotencyKey: `${journey.name}-brief` },
    ]);
  },

  async sellerAsks(journey: Journey) {
    journey.known.messageId = await say(journey, 'seller');
  },
  async buyerAnswers(journey: Journey) {
    await say(journey, 'buyer');
  },
  async buyerReads({ buyer, name, known: { orderId, messageId } }: Journey) {
    await buyer.mutate('markMessagesRead', { orderId, messageId, idempotencyKey: `${name}-read` });
  },

  deliver: (journey: Journey) =>
    move(journey.seller, journey, [
      'deliverOrder',
      { message: 'Cut one.', idempotencyKey: `${journey.name}-first` },
    ]),
  revise: (journey: Journey) =>
    move(journey.buyer, journey, [
      'requestRevision',
      { message: 'Softer, please.', idempotencyKey: `${journey.name}-softer` },
    ]),
  deliverAgain: (journey: Journey) =>
    move(journey.seller, journey, [
      'deliverOrder',
      { message: 'Cut two.', idempotencyKey: `${journey.name}-second` },
    ]),
  accept: (journey: Journey) =>
    move(journey.buyer, journey, ['acceptDelivery', { idempotencyKey: `${journey.name}-accept` }]),

  async rate(journey: Journey) {
    const { buyer, known, name } = journey;
    const said = { scores: SCORES, review: `The podcast ${name} sounds like radio.`, idempotencyKey: name };
    const { rating } = await unlessNotHeard(['ORDER_NOT_COMPLETED'], () =>
      buyer.mutate<{ rating: Rating }>(
        'submitRating',
        { orderId: known.orderId, ...said },
        'rating { id status }',
      ),
    );
    known.ratingId = rating.id;
    return rating.status;
  },

  rateBuyer({ seller, known, name }: Journey) {
    const input = { orderId: known.orderId, score: 5, review: 'Clear and kind.', idempotencyKey: name };
    return unlessNotHeard(['ORDER_NOT_COMPLETED'], () =>
      seller.mutate('rateBuyer', input, 'rating { id status }'),
    );
  },

  async reply({ seller, known, name }: Journey) {
    const input = { ratingId: known.ratingId, body: 'Thank you!', idempotencyKey: name };
    await seller.mutate('replyToRating', input, 'rating { reply { body } }');
  },
};

export type Step = keyof typeof steps;
