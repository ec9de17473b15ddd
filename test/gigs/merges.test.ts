import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../kernel/canonical.ts';
import type { Recorded } from '../../kernel/messages.ts';
import { applyTo, emptyDocument, keysOf, type Projection } from '../../kernel/projection.ts';
import { categories, gigSearch, sellers } from '../../subgraphs/gigs/projections.ts';
import { recorded } from '../recorded.ts';
import { active, deleted, GIG, paused, resumed, SAM } from './story.ts';

const concerns = { orderId: 'ord_1', gigId: GIG, buyerId: 'usr_bea', sellerId: SAM, ratingId: 'rtg_1' };
const moves = [
  ['OrderPlaced', undefined, 'PENDING_PAYMENT'],
  ['PaymentCaptured', 'PENDING_PAYMENT', 'AWAITING_REQUIREMENTS'],
  ['OrderStarted', 'AWAITING_REQUIREMENTS', 'IN_PROGRESS'],
  ['OrderDelivered', 'IN_PROGRESS', 'DELIVERED'],
  ['RevisionRequested', 'DELIVERED', 'IN_REVISION'],
  ['OrderDelivered', 'IN_REVISION', 'DELIVERED'],
  ['OrderCompleted', 'DELIVERED', 'COMPLETED'],
] as const;

/** The events of one stream of one source, in their order, at rising positions. */
const streamOf = (stream: string, events: readonly { type: string; data: object }[], first: number) =>
  events.map((event, i) => recorded(event, { stream, revision: i + 1, position: (first + i) * 1_000 }));

const order = (n: number) =>
  streamOf(
    `ord_${n}`,
    moves.map(([type, from, to]) => ({ type, data: { ...concerns, from, to } })),
    n * 100,
  );
const rating = (n: number) => {
  const data = { ...concerns, overall: 30 + n, publishedAt: `2026-0${n}-01T00:00:00.000Z` };
  return streamOf(`rtg_${n}`, [{ type: 'RatingPublished', data }], n * 100);
};
const gig = (...more: { type: string; data: object }[]) => streamOf(GIG, [...active, ...more], 1);
const user = streamOf(
  SAM,
  [
    { type: 'UserRegistered', data: { userId: SAM, username: 'sam' } },
    { type: 'SellerProfileOpened', data: { userId: SAM, capacity: 3 } },
    { type: 'SellerCapacityChanged', data: { userId: SAM, capacity: 5 } },
    { type: 'SellerAvailabilityChanged', data: { userId: SAM, isAcceptingOrders: false } },
  ],
  1,
);

/** One order of arrival of many: each stream in its own order, and each on its own partition. */
const merged = (streams: Recorded[][], picks: number[]): Recorded[] => {
  const waiting = streams.map((stream) => [...stream]);
  const arrived: Recorded[] = [];
  for (let turn = 0; waiting.some((stream) => stream.length > 0); turn += 1) {
    const left = waiting.filter((stream) => stream.length > 0);
    arrived.push(left[(picks[turn % picks.length] ?? 0) % left.length]!.shift()!);
  }
  return arrived;
};

const documentsOf = (projection: Projection, events: Recorded[]) => {
  const documents: Record<string, ReturnType<typeof emptyDocument>> = {};
  for (const event of events)
    for (const id of keysOf(projection, event))
      documents[id] = applyTo(projection, documents[id] ?? emptyDocument(id), event, `test/${event.stream}`);
  return canonicalJson(documents);
};

const picks = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 60 });

describe.each<[string, Projection<never, never>, Recorded[][]]>([
  [
    'gigSearch',
    gigSearch as never,
    [gig(paused, resumed), order(1), order(2), rating(1), rating(2), rating(3)],
  ],
  ['gigSearch of a deleted gig', gigSearch as never, [gig(deleted('ACTIVE')), order(1), rating(1)]],
  ['sellers', sellers as never, [user, order(1), order(2), order(3)]],
  ['categories', categories as never, [gig(paused, resumed, paused)]],
])('%s', (_, projection, streams) => {
  const plain = projection as unknown as Projection;

  it('is the same whatever stream arrives first', () =>
    fc.assert(
      fc.property(picks, (order) =>
        expect(documentsOf(plain, merged(streams, order))).toBe(documentsOf(plain, streams.flat())),
      ),
    ));

  it('is the same when everything comes twice', () =>
    fc.assert(
      fc.property(picks, (order) => {
        const once = merged(streams, order);
        expect(documentsOf(plain, [...once, ...once])).toBe(documentsOf(plain, once));
      }),
    ));
});
