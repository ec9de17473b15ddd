import { days, later } from '../../../kernel/clock.ts';
import { DomainError, refuseAll } from '../../../kernel/domain-error.ts';
import type { RequirementQuestion } from '../../gigs/events.ts';
import type { SkipRequirements, SubmitRequirements } from '../commands.ts';
import type { OrderEvent, SellerLoad } from '../events.ts';
import type { Placed } from './order.ts';

type Answer = SubmitRequirements['data']['answers'][number];
type Start = { at: string; skippedRequirements: boolean; sellerLoad?: SellerLoad | undefined };

export const submitRequirements = ({ data, at }: SubmitRequirements, order: Placed): OrderEvent[] => {
  refuseAll([...answerProblems(data.answers, order.questions), ...missing(data.answers, order.questions)]);
  const answers = data.answers.map(({ questionId, textId }) => ({ questionId, textId }));
  return [
    { type: 'RequirementsSubmitted', data: { ...order.concerns, answers } },
    started(order, { at, skippedRequirements: false, sellerLoad: data.sellerLoad }),
  ];
};

export const skipRequirements = ({ data, at }: SkipRequirements, order: Placed): OrderEvent[] => [
  started(order, { at, skippedRequirements: true, sellerLoad: data.sellerLoad }),
];

/** The clock starts. */
export const started = (order: Placed, { at, skippedRequirements, sellerLoad }: Start): OrderEvent => ({
  type: 'OrderStarted',
  data: {
    ...order.concerns,
    from: order.status,
    to: 'IN_PROGRESS',
    startedAt: at,
    dueAt: later(at, days(order.deliveryDays)),
    skippedRequirements,
    sellerLoad: sellerLoad ?? order.sellerLoad,
  },
});

const field = (i: number, name: string) => ['input', 'answers', String(i), name];

const answerProblems = (answers: Answer[], questions: RequirementQuestion[]): DomainError[] =>
  answers.flatMap(({ questionId, text }, i) => {
    const question = questions.find(({ id }) => id === questionId);
    if (!question || answers.findIndex((answer) => answer.questionId === questionId) < i) {
      const expected = question ? 'each question answered once' : 'a question of this order';
      const message = `Expected ${expected}, got ${JSON.stringify(questionId.slice(0, 40))}.`;
      return [new DomainError('INVALID', message, field(i, 'questionId'))];
    }
    if (question.kind === 'TEXT' || question.options?.includes(text)) return [];
    const options = question.options?.join(', ');
    const message = `Expected one of: ${options}; got ${JSON.stringify(text.slice(0, 40))}.`;
    return [new DomainError('INVALID', message, field(i, 'text'))];
  });

const missing = (answers: Answer[], questions: RequirementQuestion[]): DomainError[] => {
  const left = questions.filter(
    ({ id, isRequired }) => isRequired && !answers.some(({ questionId }) => questionId === id),
  );
  if (left.length === 0) return [];
  const prompts = left.map(({ prompt }) => JSON.stringify(prompt)).join(', ');
  return [
    new DomainError('REQUIREMENTS_MISSING', `Expected an answer to ${prompts}, got none.`, [
      'input',
      'answers',
    ]),
  ];
};
