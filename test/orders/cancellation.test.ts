import { describe, expect, it } from '@jest/globals';
import { days, later } from '../../kernel/clock.ts';
import { timer } from '../given.ts';
import { bea, PLACED } from './story.ts';
import { ask, fail, situations, submit, walk, type History, type Step } from './walks.ts';

/** The order of the story is the seller's first. */
const atPlacement = { inProgress: 1, capacity: 5 };
const atStart = { inProgress: 4, capacity: 6 };
const started = walk(situations.paid, { ...submit, data: { ...submit.data, sellerLoad: atStart } } as Step);
const dayLate = later(PLACED, days(4));
const late = walk(started, ask('MarkLate', timer('veryLate'), dayLate));
const unanswered = ask('CancelForMissingRequirements', timer('missingRequirements'), later(PLACED, days(30)));

describe('a cancelled order tells how busy its seller was', () => {
  it.each([
    ['placed, where it was never paid', situations.placed, fail, atPlacement],
    ['placed, where work never started', situations.paid, unanswered, atPlacement],
    ['started, where work had started', late, ask('CancelLateOrder', bea, dayLate), atStart],
  ] as [string, History, Step, object][])('when it was %s', (_, history, step, sellerLoad) => {
    const added = walk(history, step).slice(history.length);
    const cancelled = added.find(({ event }) => event.type === 'OrderCancelled');
    expect(cancelled!.event.data).toMatchObject({ sellerLoad });
  });
});
