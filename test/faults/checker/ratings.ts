import { canonicalJson } from '../../../kernel/canonical.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { nothing, repeated, type Findings, type Shown } from './ledger.ts';

type Data = {
  orderId: string;
  gigId: string;
  sellerId: string;
  overall: number;
  publishedAt: string;
  scores: Record<'quality' | 'communication' | 'value', number>;
};
type RatingEvent = Recorded & { data: Data };

/** I5: one rating for each order, and only of an order that was completed. */
export const checkRatings = (ratings: Recorded[], orders: Recorded[]): Findings => {
  const found = nothing();
  const completed = new Map(
    orders
      .filter(({ type }) => type === 'OrderCompleted')
      .map(({ data, at }) => [(data as Data).orderId, at]),
  );
  for (const type of ['RatingWindowOpened', 'RatingSubmitted', 'BuyerRatingSubmitted', 'RatingPublished']) {
    const of = (ratings as RatingEvent[])
      .filter((event) => event.type === type)
      .map(({ data }) => data.orderId);
    for (const orderId of repeated(of)) found.doubled.push(`${orderId}: two ${type}`);
    for (const orderId of of)
      if (!completed.has(orderId)) found.wrong.push(`${orderId}: ${type}, but not completed`);
    if (type !== 'RatingWindowOpened') continue;
    const opened = new Set(of);
    for (const orderId of completed.keys())
      if (!opened.has(orderId)) found.lost.push(`${orderId}: completed, and no window was opened`);
  }
  return found;
};

type Tally = { count: number; sum: number };

/** I7: what the views have counted one by one equals what the log says in one sum. */
export const checkTallies = (ratings: Recorded[], gigRatings: Shown[]): Findings => {
  const found = nothing();
  const sums = new Map<string, Tally>();
  const seen = new Set<string>();
  for (const { type, data } of ratings as RatingEvent[]) {
    if (type !== 'RatingPublished') continue;
    const { count, sum } = sums.get(data.gigId) ?? { count: 0, sum: 0 };
    sums.set(data.gigId, { count: count + 1, sum: sum + data.overall });
  }
  for (const { id, body } of gigRatings) {
    const { count, months } = body as { count: number; months: Record<string, { overall: number }> };
    const sum = Object.values(months).reduce((all, month) => all + month.overall, 0);
    const expected = sums.get(id) ?? { count: 0, sum: 0 };
    if (canonicalJson({ count, sum }) !== canonicalJson(expected))
      found.wrong.push(`gig ${id}: counted ${count} ratings of ${sum}, the log has ${expected.count}`);
    seen.add(id);
  }
  for (const id of sums.keys()) if (!seen.has(id)) found.lost.push(`gig ${id}: its ratings are in no view`);
  return found;
};
