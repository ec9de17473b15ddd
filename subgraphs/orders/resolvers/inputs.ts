import type { DomainError } from '../../../kernel/domain-error.ts';
import { refuseAll } from '../../../kernel/domain-error.ts';
import type { Repeatable } from '../../../kernel/graphql/context.ts';
import {
  idProblems,
  integerProblems,
  keyProblems,
  sizeProblems,
  textProblems,
} from '../../../kernel/graphql/inputs.ts';
import type { PackageTier } from '../../gigs/events.ts';
import { MOST_PIECES, type Selection } from '../decider/quote.ts';

export type SelectionInput = {
  gigId: string;
  packageTier: PackageTier;
  extraIds?: string[] | null;
  quantity?: number | null;
};
export type PlaceOrderInput = SelectionInput & { expectedTotalMinorUnits: number; idempotencyKey: string };
export type OrderInput = Repeatable & { orderId: string };
export type WorkInput = OrderInput & { message: string };
export type AnswersInput = OrderInput & { answers: { questionId: string; text: string }[] };
export type MessageInput = OrderInput & { body: string };
export type ReadInput = OrderInput & { messageId: string };

const text = { min: 1, max: 5_000 };
const MOST_EXTRAS = 50;
const MOST_ANSWERS = 50;

const selectionProblems = ({ gigId, extraIds, quantity }: SelectionInput): DomainError[] => [
  ...idProblems('gig', gigId, ['input', 'gigId']),
  ...sizeProblems(extraIds ?? [], ['input', 'extraIds'], { min: 0, max: MOST_EXTRAS }),
  ...integerProblems(quantity ?? 1, ['input', 'quantity'], { min: 1, max: MOST_PIECES }),
];

const orderProblems = (input: OrderInput): DomainError[] => [
  ...idProblems('ord', input.orderId, ['input', 'orderId']),
  ...keyProblems(input),
];

export const checkSelection = (input: SelectionInput) => refuseAll(selectionProblems(input));

export const checkPlaceOrder = (input: PlaceOrderInput) =>
  refuseAll([...selectionProblems(input), ...keyProblems(input)]);

export const checkOrder = (input: OrderInput) => refuseAll(orderProblems(input));

export const checkWork = (input: WorkInput) =>
  refuseAll([...orderProblems(input), ...textProblems(input.message, ['input', 'message'], text)]);

export const checkAnswers = (input: AnswersInput) =>
  refuseAll([
    ...orderProblems(input),
    ...sizeProblems(input.answers, ['input', 'answers'], { min: 0, max: MOST_ANSWERS }),
    ...input.answers.flatMap((answer, i) =>
      textProblems(answer.text, ['input', 'answers', String(i), 'text'], text),
    ),
  ]);

export const checkMessage = (input: MessageInput) =>
  refuseAll([...orderProblems(input), ...textProblems(input.body, ['input', 'body'], text)]);

export const checkRead = (input: ReadInput) =>
  refuseAll([...orderProblems(input), ...idProblems('msg', input.messageId, ['input', 'messageId'])]);

export const selectionOf = ({ packageTier, extraIds, quantity }: SelectionInput): Selection => ({
  packageTier,
  extraIds: extraIds ?? [],
  quantity: quantity ?? 1,
});
