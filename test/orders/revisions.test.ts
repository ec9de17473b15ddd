import { describe, expect, it } from '@jest/globals';
import { EXTRA, GIG, PACKAGE } from '../../subgraphs/gigs/decider/policy.ts';
import { reaction } from '../given.ts';
import { placeOrder } from './story.ts';
import { ask, deliver, outcomeOf, revise, submit, walk, type History, type Step } from './walks.ts';

describe('revisions', () => {
  it.each([0, 1, 2, 3, 4, 5])('%i allowed: exactly so many are granted', (revisions) => {
    const { granted, refusal } = reviseUpTo(revisions, 8);
    expect(granted).toBe(revisions);
    expect(refusal).toBe('REVISIONS_EXHAUSTED');
  });

  it('unlimited: a hundred, so that the stream of an order ends', () =>
    expect(reviseUpTo(undefined, 110)).toEqual({ granted: 100, refusal: 'REVISIONS_EXHAUSTED' }));

  it('are never so many that a stream is too long, whatever a gig offers', () => {
    const most = PACKAGE.revisions.max + GIG.extras.max * EXTRA.addsRevisions.max;
    const longestWithout = 20;
    expect(2 * most + longestWithout).toBeLessThan(1_000);
  });
});

const reviseUpTo = (revisions: number | undefined, most: number) => {
  const [basic] = placeOrder.data.offer.packages;
  const { revisions: _, ...unlimited } = basic!;
  const packages = [{ ...unlimited, ...(revisions !== undefined && { revisions }) }];
  const data = { ...placeOrder.data, offer: { ...placeOrder.data.offer, packages } };
  const steps = [{ ...placeOrder, data } as Step, ask('ConfirmPayment', reaction('x')), submit, deliver];
  let history = steps.reduce(walk, [] as History);
  for (let granted = 0; granted < most; granted += 1) {
    const refusal = outcomeOf(history, revise);
    if (refusal !== 'RevisionRequested') return { granted, refusal };
    history = walk(walk(history, revise), deliver);
  }
  return { granted: most };
};
