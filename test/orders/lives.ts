import fc from 'fast-check';
import { hours, later } from '../../kernel/clock.ts';
import { isRefusal } from '../../kernel/domain-error.ts';
import type { Recorded } from '../../kernel/messages.ts';
import { reaction, timer } from '../given.ts';
import { recorded } from '../recorded.ts';
import { PLACED, placeOrder, sam } from './story.ts';
import { accept, ask, confirm, deliver, fail, refunded, revise, submit, walk } from './walks.ts';
import type { History, Step } from './walks.ts';

const steps: Step[] = [
  confirm,
  confirm,
  fail,
  submit,
  submit,
  ask('SkipRequirements', sam),
  deliver,
  deliver,
  revise,
  accept,
  ask('CompleteOrder', timer('complete')),
  ask('MarkLate', timer('late')),
  ask('CancelLateOrder', timer('cancelLate')),
  ask('CancelForMissingRequirements', timer('missingRequirements')),
  ask('CheckPayment', timer('checkPayment')),
  refunded,
  ask('ConfirmPayment', reaction('checkPayment')),
];

/** What is tried with an order, and how many hours after the last try; most tries are refused. */
const life = fc.array(fc.tuple(fc.constantFrom(...steps), fc.integer({ min: 0, max: 400 })), {
  maxLength: 25,
});
export const lives = fc.array(life, { minLength: 1, maxLength: 5 });
type Life = [Step, number][];

export const orderId = (number: number) => `ord_${String(number).padStart(26, '0')}`;

const historyOf = (tries: Life, number: number): History => {
  const data = { ...placeOrder.data, orderId: orderId(number) };
  let history = walk([], { ...placeOrder, data } as Step);
  let at = PLACED;
  for (const [step, pause] of tries) {
    at = later(at, hours(pause));
    history = tried(history, { ...step, at } as Step);
  }
  return history;
};

const tried = (history: History, step: Step): History => {
  try {
    return walk(history, step);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return history;
  }
};

/** All that these orders wrote, one stream after the other. */
export const logOf = (chosen: Life[]): Recorded[] =>
  chosen.flatMap((tries, number) =>
    historyOf(tries, number).map(({ event, at, by }, i) =>
      recorded(event, {
        id: `evt_${number}_${i}`,
        stream: orderId(number),
        revision: i + 1,
        at,
        actor: by,
      }),
    ),
  );

/** The same events in another order, that of each stream kept, as they may arrive from many partitions. */
export const mergeOf = (log: Recorded[], numbers: Iterator<number>): Recorded[] => {
  const streams = [...Map.groupBy(log, ({ stream }) => stream).values()].map((events) => [...events]);
  const merged: Recorded[] = [];
  while (merged.length < log.length) {
    const waiting = streams.filter(({ length }) => length > 0);
    const next = waiting[numbers.next().value! % waiting.length]!.shift()!;
    merged.push({ ...next, position: (merged.length + 1) * 1_000 });
  }
  return merged;
};
