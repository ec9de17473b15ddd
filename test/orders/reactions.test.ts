import { describe, expect, it } from '@jest/globals';
import type { Reaction } from '../../kernel/chimera.ts';
import type { Event } from '../../kernel/messages.ts';
import type { OrderCommand } from '../../subgraphs/orders/commands.ts';
import type { PaymentProcessor } from '../../subgraphs/orders/payments.ts';
import { reactions, type Tools } from '../../subgraphs/orders/reactions.ts';
import { recorded } from '../recorded.ts';
import { concerns, ORDER, placeOrder, total } from './story.ts';
import { situations, walk } from './walks.ts';

const placed = walk([], placeOrder)[0]!.event;
const checkRequested = { type: 'PaymentCheckRequested', data: concerns };
const refundRequested = { type: 'RefundRequested', data: { ...concerns, amount: total } };

type Name = keyof typeof situations;
const situationNames = Object.keys(situations) as Name[];

/** What the processor is asked, and what is sent, when the event comes (again) in this situation. */
const reactIn = async (name: Name, reaction: string, event: Event) => {
  const done: string[] = [];
  const asked = async <T>(what: string, answer: T): Promise<T> => (done.push(what), answer);
  const payments: PaymentProcessor = {
    capture: () => asked('capture', { outcome: 'captured', amount: total }),
    check: () => asked('check', { outcome: 'declined', reason: 'not_captured' }),
    refund: () => asked('refund', { amount: total }),
  };
  const history = situations[name].map(({ event, at, by }, i) =>
    recorded(event, { stream: ORDER, revision: i + 1, at, actor: by }),
  );
  const { on } = reactions[reaction] as Reaction<Event, OrderCommand, Tools>;
  await on[event.type]!(recorded(event, { stream: ORDER }), {
    tools: { payments },
    history: async (stream) => (stream === ORDER ? history : []),
    send: ({ type }) => asked(type, undefined),
  });
  return done;
};

// A reaction whose checkpoint was lost sees all that ever happened once more; a processor forgets its
// keys after a day, so that only the order can tell what was done long ago.
describe.each([
  ['capturePayment', placed, ['placed'], ['capture', 'ConfirmPayment']],
  ['checkPayment', checkRequested, ['placed'], ['check', 'FailPayment']],
  ['refundPayment', refundRequested, ['cancelled, refund due', 'paid too late'], ['refund', 'ConfirmRefund']],
] as [string, Event, Name[], string[]][])('%s', (reaction, event, open, done) => {
  it.each(situationNames)('asks the processor while it is open, and never after: %s', async (name) =>
    expect(await reactIn(name, reaction, event)).toEqual(open.includes(name) ? done : []),
  );
});
