import { expect } from '@jest/globals';
import { days, later } from '../../kernel/clock.ts';
import { isRefusal, type DomainError } from '../../kernel/domain-error.ts';
import type { Actor } from '../../kernel/messages.ts';
import type { OrderCommand } from '../../subgraphs/orders/commands.ts';
import { orderDecider } from '../../subgraphs/orders/decider.ts';
import type { Order } from '../../subgraphs/orders/decider/order.ts';
import type { OrderEvent } from '../../subgraphs/orders/events.ts';
import { reaction, timer } from '../given.ts';
import { bea, ORDER, PLACED, placeOrder, sam, total } from './story.ts';

export type Step = Omit<OrderCommand, 'at'> & { at?: string };
export type History = { event: OrderEvent; at: string; by: Actor }[];

export const stateAfter = (history: History): Order =>
  history.map(({ event }) => event).reduce(orderDecider.evolve, orderDecider.initialState);

/** The history with what the command adds to it. */
export const walk = (history: History, step: Step): History => {
  const at = step.at ?? history.at(-1)?.at ?? PLACED;
  const events = orderDecider.decide({ ...step, at } as OrderCommand, stateAfter(history));
  return [...history, ...events.map((event) => ({ event, at, by: step.by }))];
};

/** The code of a refusal, or the types of the events. */
export const outcomeOf = (history: History, step: Step): string => {
  try {
    const added = walk(history, step).slice(history.length);
    return added.map(({ event }) => event.type).join(', ') || 'nothing';
  } catch (error) {
    expect(isRefusal(error)).toBe(true);
    return (error as DomainError).code;
  }
};

const order = { orderId: ORDER };
const answers = [{ questionId: 'req_name', text: 'Chimera', textId: 'txt_1' }];

/** One of each command, as it may be asked; by whom is the test's. */
export const commands: Record<Exclude<OrderCommand['type'], 'PlaceOrder'>, { data: object }> = {
  ConfirmPayment: { data: { ...order, amount: total } },
  FailPayment: { data: { ...order, failureReason: 'card_declined' } },
  CheckPayment: { data: order },
  SubmitRequirements: { data: { ...order, answers } },
  SkipRequirements: { data: order },
  CancelForMissingRequirements: { data: order },
  DeliverOrder: { data: { ...order, messageTextId: 'txt_2' } },
  MarkLate: { data: order },
  CancelLateOrder: { data: order },
  RequestRevision: { data: { ...order, messageTextId: 'txt_3' } },
  AcceptDelivery: { data: order },
  CompleteOrder: { data: order },
  ConfirmRefund: { data: { ...order, amount: total } },
};

export const ask = (type: keyof typeof commands, by: Actor, at?: string): Step =>
  ({ type, by, ...commands[type], ...(at && { at }) }) as Step;

export const confirm = ask('ConfirmPayment', reaction('capturePayment'));
export const fail = ask('FailPayment', reaction('capturePayment'));
export const submit = ask('SubmitRequirements', bea);
export const deliver = ask('DeliverOrder', sam);
export const revise = ask('RequestRevision', bea);
export const accept = ask('AcceptDelivery', bea);
export const refunded = ask('ConfirmRefund', reaction('refundPayment'));
const monthLater = later(PLACED, days(30));
const dayLate = later(PLACED, days(4));

const steps = {
  placed: [placeOrder],
  paid: [placeOrder, confirm],
  'in progress': [placeOrder, confirm, submit],
  late: [placeOrder, confirm, submit, ask('MarkLate', timer('late'), later(PLACED, days(3)))],
  'very late': [placeOrder, confirm, submit, ask('MarkLate', timer('veryLate'), dayLate)],
  delivered: [placeOrder, confirm, submit, deliver],
  'in revision': [placeOrder, confirm, submit, deliver, revise],
  'delivered, revisions used up': [placeOrder, confirm, submit, deliver, revise, deliver, revise, deliver],
  completed: [placeOrder, confirm, submit, deliver, accept],
  unpaid: [placeOrder, fail],
  'cancelled, refund due': [
    placeOrder,
    confirm,
    ask('CancelForMissingRequirements', timer('missingRequirements'), monthLater),
  ],
  'paid too late': [placeOrder, fail, confirm],
  refunded: [placeOrder, fail, confirm, refunded],
} satisfies Record<string, Step[]>;

/** Every situation an order can be in, by its name. */
export const situations = Object.fromEntries(
  Object.entries(steps).map(([name, taken]) => [name, (taken as Step[]).reduce(walk, [])]),
) as Record<keyof typeof steps, History>;
