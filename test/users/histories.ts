import fc from 'fast-check';
import type { Recorded } from '../../kernel/messages.ts';
import * as story from './story.ts';

type Made = {
  kind: number;
  buyerId: string;
  sellerId: string;
  score: number;
  month: number;
  minutes: number;
};

const members = fc.constantFrom('usr_sam', 'usr_bea', 'usr_ben');
const order: fc.Arbitrary<Made> = fc.record({
  kind: fc.nat(5),
  buyerId: members,
  sellerId: members,
  score: fc.integer({ min: 1, max: 5 }),
  month: fc.nat(40),
  minutes: fc.integer({ min: 1, max: 50_000 }),
});

const monthAfter = (month: number) => new Date(Date.UTC(2024, month, 10)).toISOString();

/** An order, its conversation and its rating: a stream each. */
const streamsOf = ({ kind, buyerId, sellerId, score, month, minutes }: Made, i: number): Recorded[][] => {
  const id = `ord_${i}`;
  const parties = { buyerId, sellerId };
  const delivered = [story.placed(id, parties), story.started(id, parties), story.delivered(id, parties)];
  if (kind === 0) return [[story.placed(id, parties), story.cancelled(id, parties)]];
  if (kind === 1) return [[...delivered, story.revised(id, parties)]];
  const rating = { ...parties, overall: score * 10, publishedAt: monthAfter(month) };
  return [
    [...delivered, story.completed(id, parties)],
    [story.answered(id, minutes, monthAfter(month))],
    [story.published(id, kind === 2 ? rating : { ...rating, buyerScore: score })],
  ];
};

/** Streams of what concerns three members, each in its own order. */
export const histories: fc.Arbitrary<Recorded[][]> = fc
  .array(order, { maxLength: 12 })
  .map((orders) => [
    [story.registered, story.opened, story.away, story.bigger],
    ...orders.flatMap(streamsOf),
  ]);
