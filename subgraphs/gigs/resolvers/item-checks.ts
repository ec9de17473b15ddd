import { DomainError } from '../../../kernel/domain-error.ts';
import { idProblems, integerProblems, sizeProblems, textProblems } from '../../../kernel/graphql/inputs.ts';
import { EXTRA, FAQ, MEDIA, PACKAGE, QUESTION } from '../decider/policy.ts';
import type { GigFaq } from '../events.ts';
import type { ExtraInput, MediaInput, PackageInput, QuestionInput } from './inputs.ts';
import { few, invalid, repeated, shown } from './problems.ts';

// Prices are checked by the decider, which knows the gig's currency.

/** The path of one of the item's fields. */
type At = (field: string) => string[];

export const packageProblems = (item: PackageInput, at: At): DomainError[] => [
  ...textProblems(item.name, at('name'), PACKAGE.name),
  ...textProblems(item.description, at('description'), PACKAGE.description),
  ...integerProblems(item.deliveryDays, at('deliveryDays'), PACKAGE.deliveryDays),
  ...(item.revisions == null ? [] : integerProblems(item.revisions, at('revisions'), PACKAGE.revisions)),
  ...sizeProblems(item.features ?? [], at('features'), PACKAGE.features),
  ...few(item.features, PACKAGE.features).flatMap((line) =>
    textProblems(line, at('features'), PACKAGE.feature),
  ),
];

export const extraProblems = (item: ExtraInput, at: At): DomainError[] => [
  ...(item.id == null ? [] : idProblems('ext', item.id, at('id'))),
  ...textProblems(item.name, at('name'), EXTRA.name),
  ...(item.description == null ? [] : textProblems(item.description, at('description'), EXTRA.description)),
  ...integerProblems(item.addsDeliveryDays ?? 0, at('addsDeliveryDays'), EXTRA.addsDeliveryDays),
  ...integerProblems(item.addsRevisions ?? 0, at('addsRevisions'), EXTRA.addsRevisions),
];

export const faqProblems = (item: GigFaq, at: At): DomainError[] => [
  ...textProblems(item.question, at('question'), FAQ.question),
  ...textProblems(item.answer, at('answer'), FAQ.answer),
];

export const mediaProblems =
  (hosts: string[]) =>
  (item: MediaInput, at: At): DomainError[] => [
    ...textProblems(item.url, at('url'), MEDIA.url),
    ...hostProblems(item.url, hosts, at('url')),
    ...textProblems(item.alt, at('alt'), MEDIA.alt),
    ...(item.width == null ? [] : integerProblems(item.width, at('width'), MEDIA.side)),
    ...(item.height == null ? [] : integerProblems(item.height, at('height'), MEDIA.side)),
  ];

const hostProblems = (url: string, hosts: string[], field: string[]) => {
  const parsed = URL.parse(url);
  if (parsed?.protocol === 'https:' && hosts.includes(parsed.hostname)) return [];
  const expected = `Expected an https address on ${hosts.join(' or ')}`;
  return [new DomainError('HOST_NOT_ALLOWED', `${expected}, got ${shown(url)}.`, field)];
};

export const questionProblems = (item: QuestionInput, at: At): DomainError[] => [
  ...(item.id == null ? [] : idProblems('que', item.id, at('id'))),
  ...textProblems(item.prompt, at('prompt'), QUESTION.prompt),
  ...(item.kind === 'CHOICE' ? choiceProblems(item.options ?? [], at('options')) : []),
  ...(item.kind === 'TEXT' && item.options?.length
    ? [invalid(at('options'), 'absent where the answer is TEXT', item.options.join(', '))]
    : []),
];

const choiceProblems = (options: string[], field: string[]) => [
  ...sizeProblems(options, field, QUESTION.options),
  ...few(options, QUESTION.options).flatMap((option) => textProblems(option, field, QUESTION.option)),
  ...repeated(few(options, QUESTION.options)).map((option) => invalid(field, 'different ones', option)),
];
