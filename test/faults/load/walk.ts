import { setTimeout as sleep } from 'node:timers/promises';
import { DECLINED_QUANTITY, DECLINED_TOTAL, PENDING_TOTAL } from './cast.ts';
import { move, moveWrongly, readOwn, type Walking } from './order.ts';

/** Of 1,000 orders: these are left lying at each step, so that timers have something to do. */
const LEFT_LYING = 0.006;
const SCORES = { quality: 5, communication: 5, value: 4 };

/** One order from the click to the reply to its rating, by the ways that people take. */
export const walk = async (walking: Omit<Walking, 'id' | 'version'>): Promise<void> => {
  const placed = await place(walking);
  if (!placed || isLeft(placed)) return;
  if (!(await start(placed)) || isLeft(placed)) return;
  await talk(placed);
  if (!(await deliver(placed)) || isLeft(placed)) return;
  if (!(await accept(placed))) return;
  await rate(placed);
};

const isLeft = ({ random, isOver }: Walking) => isOver() || random() < LEFT_LYING;

const place = async (walking: Omit<Walking, 'id' | 'version'>): Promise<Walking | undefined> => {
  const { buyer, shop, random, landmarks } = walking;
  const chance = random();
  const isDeclined = chance < 0.02;
  const isPending = chance > 0.995;
  const input = {
    gigId: shop.gigId,
    packageTier: isPending ? 'STANDARD' : 'BASIC',
    quantity: isDeclined ? DECLINED_QUANTITY : 1,
    expectedTotalMinorUnits: isDeclined ? DECLINED_TOTAL : isPending ? PENDING_TOTAL : shop.total,
  };
  const key = buyer.newKey();
  type Placed = { order: { id: string; version: number } };
  const placing = () => buyer.send<Placed>('placeOrder', input, 'order { id version }', { key });
  const began = performance.now();
  const sent = await (random() < 0.05 ? Promise.all([placing(), placing()]).then(([one]) => one) : placing());
  if (!sent) return undefined;
  if (!sent.isDone) {
    if (sent.codes[0] !== 'QUEUE_FULL') landmarks.odd(`An order was refused: ${sent.codes.join()}`);
    return undefined;
  }
  const placed: Walking = { ...walking, ...sent.payload.order };
  if (random() < 0.03) await reuse(placed, key, input);
  if (isDeclined || isPending) return undefined;
  return (await isPaid(placed, began)) ? placed : undefined;
};

/** The same key for another request. */
const reuse = async ({ buyer, landmarks }: Walking, key: string, input: object) => {
  const sent = await buyer.send('placeOrder', { ...input, quantity: 2 }, '', { key, isWrong: true });
  if (sent && (sent.isDone || sent.codes[0] !== 'IDEMPOTENCY_KEY_REUSED'))
    landmarks.odd(`A reused key was answered ${JSON.stringify(sent)}`);
};

/** The worker's part: the card is charged. */
const isPaid = async (walking: Walking, began: number): Promise<boolean> => {
  for (let pause = 30; !walking.isOver(); pause = Math.min(pause * 1.5, 1_000)) {
    const order = await readOwn(walking, walking.buyer);
    if (order && order.status !== 'PENDING_PAYMENT') {
      walking.landmarks.worked(began);
      return order.status === 'AWAITING_REQUIREMENTS';
    }
    await sleep(pause);
  }
  return false;
};

const start = async (walking: Walking): Promise<boolean> => {
  const { random, shop } = walking;
  const answers = [{ questionId: shop.questionId, text: 'At files.example.com/episode-1.wav' }];
  if (random() < 0.03)
    await moveWrongly(walking, ['seller', 'submitRequirements'], ['FORBIDDEN'], { answers });
  if (random() < 0.02)
    await moveWrongly(walking, ['seller', 'cancelForMissingRequirements'], ['TOO_EARLY', 'ILLEGAL_STATE']);
  return random() < 0.15
    ? move(walking, ['seller', 'skipRequirements'])
    : move(walking, ['buyer', 'submitRequirements'], { answers });
};

const talk = async (walking: Walking) => {
  const { buyer, shop, id, random } = walking;
  if (random() < 0.4) return;
  type Said = { message: { id: string } };
  const input = { orderId: id, body: 'Shall I cut the jingle too?' };
  const sent = await shop.seller.send<Said>('sendMessage', input, 'message { id }');
  if (!sent?.isDone || random() < 0.5) return;
  await buyer.send('sendMessage', { orderId: id, body: 'Yes, from 0:12 on.' });
  await buyer.send('markMessagesRead', { orderId: id, messageId: sent.payload.message.id });
};

const deliver = async (walking: Walking): Promise<boolean> => {
  const { random } = walking;
  if (random() < 0.03)
    await moveWrongly(walking, ['buyer', 'deliverOrder'], ['FORBIDDEN'], { message: 'I?' });
  if (!(await move(walking, ['seller', 'deliverOrder'], { message: 'Cut one.' }))) return false;
  if (random() >= 0.25) return true;
  if (!(await move(walking, ['buyer', 'requestRevision'], { message: 'Softer, please.' }))) return false;
  return !isLeft(walking) && move(walking, ['seller', 'deliverOrder'], { message: 'Cut two.' });
};

/** Sometimes from two windows at once: one of them is late. */
const accept = async (walking: Walking): Promise<boolean> => {
  if (walking.random() >= 0.05) return move(walking, ['buyer', 'acceptDelivery']);
  const both = await Promise.all([
    move(walking, ['buyer', 'acceptDelivery']),
    move(walking, ['buyer', 'acceptDelivery']),
  ]);
  if (both[0] && both[1]) walking.landmarks.odd(`${walking.id} was accepted twice`);
  return both[0] || both[1];
};

const rate = async ({ buyer, shop: { seller }, id, random, landmarks }: Walking) => {
  const began = performance.now();
  const unheard = { unheard: ['ORDER_NOT_COMPLETED'] };
  const review = 'It sounds like radio, and came in time.';
  const input = { orderId: id, scores: SCORES, review, privateSatisfaction: 5 };
  const sent = await buyer.send<{ rating: { id: string } }>('submitRating', input, 'rating { id }', unheard);
  if (!sent?.isDone) return;
  landmarks.worked(began);
  if (random() < 0.1) await expectOnce(buyer, id, landmarks);
  if (random() < 0.4) return;
  await seller.send('rateBuyer', { orderId: id, score: 5, review: 'Clear and kind.' }, '', unheard);
  if (random() < 0.5)
    await seller.send('replyToRating', { ratingId: sent.payload.rating.id, body: 'Thank you!' });
};

const expectOnce = async (buyer: Walking['buyer'], orderId: string, landmarks: Walking['landmarks']) => {
  const input = { orderId, scores: SCORES, review: 'And a second time, louder.' };
  const sent = await buyer.send('submitRating', input, '', { isWrong: true });
  if (sent?.isDone) landmarks.odd(`${orderId} was rated twice`);
};
