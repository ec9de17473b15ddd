import type { Landmarks } from './landmarks.ts';
import type { Shop } from './cast.ts';
import type { Member, Sent } from './member.ts';

export type Status =
  | 'PENDING_PAYMENT'
  | 'AWAITING_REQUIREMENTS'
  | 'IN_PROGRESS'
  | 'DELIVERED'
  | 'IN_REVISION'
  | 'COMPLETED'
  | 'CANCELLED';
type Seen = { id: string; version: number; status: Status };

/** One order as its two parties know it, with what the load found wrong on the way. */
export type Walking = {
  buyer: Member;
  shop: Shop;
  id: string;
  /** Of the page, as one of its parties has seen it: what is read later may not be older. */
  version: number;
  random: () => number;
  landmarks: Landmarks;
  isOver(): boolean;
};

const FIELDS = 'order { id version status }';
const PAGE = 'query ($id: ID!) { order(id: $id) { id version status } }';
/** Others may have moved the order, timers among them: the walk ends there. */
const HAPPENS = new Set(['ILLEGAL_STATE', 'REVISIONS_EXHAUSTED', 'TOO_EARLY', 'WINDOW_CLOSED']);

/** A command of the order by one of its parties; true when it was done. Some are sent twice at once. */
export const move = async (
  walking: Walking,
  [by, mutation]: ['buyer' | 'seller', string],
  more: object = {},
): Promise<boolean> => {
  const member = by === 'buyer' ? walking.buyer : walking.shop.seller;
  const key = member.newKey();
  const send = () =>
    member.send<{ order: Seen }>(mutation, { orderId: walking.id, ...more }, FIELDS, { key });
  const sent = walking.random() < 0.08 ? await doubleClick(walking, send) : await send();
  if (sent?.isDone) {
    walking.version = Math.max(walking.version, sent.payload.order.version);
    await readOwn(walking, member);
    return true;
  }
  if (sent && !sent.codes.every((code) => HAPPENS.has(code)))
    walking.landmarks.odd(`${mutation} of ${walking.id} was refused: ${sent.codes.join()}`);
  return false;
};

/** The same request twice: one answer for both. */
const doubleClick = async <T>(
  { landmarks }: Walking,
  send: () => Promise<Sent<T> | undefined>,
): Promise<Sent<T> | undefined> => {
  const [first, second] = await Promise.all([send(), send()]);
  if (first && second && first.isDone !== second.isDone)
    landmarks.odd(`A double click was answered ${JSON.stringify([first, second])}`);
  return first ?? second;
};

/** What must be refused: by the wrong party, or in the wrong state. */
export const moveWrongly = async (
  walking: Walking,
  [by, mutation]: ['buyer' | 'seller', string],
  expected: string[],
  more: object = {},
) => {
  const member = by === 'buyer' ? walking.buyer : walking.shop.seller;
  const sent = await member.send(mutation, { orderId: walking.id, ...more }, '', { isWrong: true });
  if (sent && (sent.isDone || !sent.codes.every((code) => expected.includes(code))))
    walking.landmarks.odd(`${mutation} of ${walking.id} was to be refused: ${JSON.stringify(sent)}`);
};

/** Who has written reads their own write, and nothing older than what they have seen. */
export const readOwn = async (walking: Walking, member: Member): Promise<Seen | undefined> => {
  const answer = await member.read<{ order: Seen | null }>(PAGE, { id: walking.id });
  if (!answer) return undefined;
  const { order } = answer;
  if (!order) walking.landmarks.stale(`${walking.id} was acknowledged and is not there`);
  else if (order.version < walking.version)
    walking.landmarks.stale(`${walking.id} was at version ${walking.version}, and is at ${order.version}`);
  else walking.version = order.version;
  return order ?? undefined;
};
