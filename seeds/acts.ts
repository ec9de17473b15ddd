import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SeededGig } from './gigs.ts';
import type { Member } from './members.ts';
import { createWords } from './words.ts';
import type { World } from './world.ts';

/** One order in the making; `id` is known once it is placed. */
export type Deal = { id?: string; gig: SeededGig; buyer: Member; tier: 0 | 1 | 2; withExtra: boolean };

const tiers = ['BASIC', 'STANDARD', 'PREMIUM'] as const;
const ORDER = 'order { id }';

/** What people do with an order, each as one real mutation by the one who may do it. */
export const createActs = (world: World) => {
  const { mutate, random } = world;
  const words = createWords(random);
  const asBuyer = ({ buyer, id }: Deal, name: string, input: object = {}, fields = ORDER) =>
    mutate(buyer.id, 'orders', [name, { orderId: id, ...input }, fields]);
  const asSeller = ({ gig, id }: Deal, name: string, input: object = {}, fields = ORDER) =>
    mutate(gig.seller.id, 'orders', [name, { orderId: id, ...input }, fields]);

  return {
    async place(deal: Deal, quantity = 1) {
      const { gig, buyer, tier, withExtra } = deal;
      const selection = {
        gigId: gig.id,
        packageTier: tiers[tier],
        quantity,
        extraIds: withExtra ? [gig.extraIds[0]] : [],
      };
      const expectedTotalMinorUnits = await totalOf(world, selection);
      const input = { ...selection, expectedTotalMinorUnits, idempotencyKey: `seed-${random.next()}` };
      const { order } = await mutate(buyer.id, 'orders', ['placeOrder', input, ORDER]);
      deal.id = order.id;
      await paymentAsked(world);
    },
    brief: (deal: Deal) =>
      asBuyer(deal, 'submitRequirements', {
        answers: [
          { questionId: deal.gig.questionIds[0], text: words.brief() },
          { questionId: deal.gig.questionIds[1], text: random.pick(deal.gig.options) },
        ],
      }),
    async chat(deal: Deal) {
      await asBuyer(deal, 'sendMessage', { body: words.question() });
      world.clock.advance(random.between(3, 180) * 60_000);
      const { message } = await asSeller(deal, 'sendMessage', { body: words.answer() }, 'message { id }');
      if (random.chance(0.7)) await asBuyer(deal, 'markMessagesRead', { messageId: message.id });
    },
    deliver: (deal: Deal) => asSeller(deal, 'deliverOrder', { message: words.delivery() }),
    revise: (deal: Deal) => asBuyer(deal, 'requestRevision', { message: words.revision() }),
    accept: (deal: Deal) => asBuyer(deal, 'acceptDelivery'),
    cancelForMissingBrief: (deal: Deal) => asSeller(deal, 'cancelForMissingRequirements'),
    cancelLate: (deal: Deal) => asBuyer(deal, 'cancelLateOrder'),

    async rate({ id, gig, buyer }: Deal) {
      const star = () => starFor(gig.seller.talent, random.next());
      const scores = { quality: star(), communication: star(), value: star() };
      const mean = Math.round((scores.quality + scores.communication + scores.value) / 3);
      const input = { orderId: id, scores, review: words.review(mean), privateSatisfaction: mean };
      await mutate(buyer.id, 'ratings', ['submitRating', input, 'rating { id }']);
    },
    async rateBuyer({ id, gig }: Deal) {
      const input = { orderId: id, score: random.weighted({ 5: 8, 4: 3, 3: 1 }), review: words.ofBuyer() };
      await mutate(gig.seller.id, 'ratings', [
        'rateBuyer',
        { ...input, score: Number(input.score) },
        'rating { id }',
      ]);
    },
    reply: ({ id, gig }: Deal) =>
      mutate(gig.seller.id, 'ratings', [
        'replyToRating',
        { ratingId: `rtg_${id!.slice(4)}`, body: words.reply() },
        'rating { id }',
      ]),
  };
};

export type Acts = ReturnType<typeof createActs>;

/** As a buyer sees it before buying: the quote's total. */
const totalOf = async ({ ask }: World, selection: object): Promise<number> => {
  const query = `query ($input: QuoteOrderInput!) { quoteOrder(input: $input) { price { total { minorUnits } } userErrors { message } } }`;
  const { quoteOrder } = await ask('orders', query, { input: selection });
  if (!quoteOrder.price)
    throw new Error(`No quote for ${JSON.stringify(selection)}: ${JSON.stringify(quoteOrder.userErrors)}`);
  return quoteOrder.price.total.minorUnits;
};

/** The clock leaps on from here: a payment not asked for by then would be voided as overdue. */
const paymentAsked = async ({ lag }: World) => {
  while (Object.hasOwn(await lag(), 'orders.reaction.capturePayment')) await nextTurn();
};

/** Most stars lie near the talent, a few well below it. */
const starFor = (talent: number, chance: number) => {
  const mood = chance < 0.06 ? -2 : chance < 0.2 ? -0.9 : chance < 0.5 ? 0 : 0.6;
  return Math.max(1, Math.min(5, Math.round(talent + mood)));
};
