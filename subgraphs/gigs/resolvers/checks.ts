import { DomainError, refuseAll } from '../../../kernel/domain-error.ts';
import { idProblems, integerProblems, sizeProblems, textProblems } from '../../../kernel/graphql/inputs.ts';
import { isLeaf } from '../categories.ts';
import { GIG } from '../decider/policy.ts';
import type { CreateGigInput, EditGigInput, GigFields, GigInput } from './inputs.ts';
import {
  extraProblems,
  faqProblems,
  mediaProblems,
  packageProblems,
  questionProblems,
} from './item-checks.ts';
import { few, invalid, repeated, shown } from './problems.ts';

/** Of what createGig and editGig bring, so that one event stays well below the store's 64 KiB. */
const MOST_BYTES = 48 * 1024;

/** Throws all that is wrong with it at once. `hosts`: where a gallery may lie. */
export const checkCreateGig = (input: CreateGigInput, hosts: string[]) =>
  refuseAll(gigProblems(input, hosts));

export const checkEditGig = (input: EditGigInput, hosts: string[]) =>
  refuseAll([...idProblems('gig', input.id, ['input', 'id']), ...gigProblems(input, hosts)]);

export const checkGigInput = (input: GigInput) => refuseAll(idProblems('gig', input.id, ['input', 'id']));

/** A draft may be incomplete; what is there is bounded. */
const gigProblems = (input: GigFields, hosts: string[]): DomainError[] => [
  ...(input.title == null ? [] : textProblems(input.title, ['input', 'title'], { ...GIG.title, min: 1 })),
  ...textProblems(input.description ?? '', ['input', 'description'], { ...GIG.description, min: 0 }),
  ...categoryProblems(input.categoryId),
  ...tagProblems(input.tags ?? []),
  ...listProblems('packages', input.packages, packageProblems),
  ...repeated(few(input.packages, GIG.packages).map(({ tier }) => tier)).map((tier) =>
    invalid(['input', 'packages'], 'one package of a tier', tier),
  ),
  ...listProblems('extras', input.extras, extraProblems),
  ...listProblems('faq', input.faq, faqProblems),
  ...listProblems('gallery', input.gallery, mediaProblems(hosts)),
  ...listProblems('requirements', input.requirements, questionProblems),
  ...(input.maxOrdersInQueue == null
    ? []
    : integerProblems(input.maxOrdersInQueue, ['input', 'maxOrdersInQueue'], GIG.maxOrdersInQueue)),
  ...sizeInBytesProblems(input),
];

type List = 'packages' | 'extras' | 'faq' | 'gallery' | 'requirements';

const listProblems = <T>(
  name: List,
  items: T[] | null | undefined,
  problemsOf: (item: T, at: (field: string) => string[]) => DomainError[],
): DomainError[] => {
  return [
    ...sizeProblems(items ?? [], ['input', name], { ...GIG[name], min: 0 }),
    ...few(items, GIG[name]).flatMap((item, i) =>
      problemsOf(item, (field) => ['input', name, String(i), field]),
    ),
  ];
};

const categoryProblems = (categoryId: string | null | undefined) =>
  categoryId == null || isLeaf(categoryId)
    ? []
    : [invalid(['input', 'categoryId'], 'the id of a category of the second level', categoryId)];

const tagProblems = (tags: string[]) => [
  ...sizeProblems(tags, ['input', 'tags'], { ...GIG.tags, min: 0 }),
  ...few(tags, GIG.tags)
    .filter((tag) => !/^[a-z0-9][a-z0-9 -]{0,28}[a-z0-9]$/.test(tag))
    .map((tag) => invalid(['input', 'tags'], '2 to 30 of a-z, 0-9, blank and hyphen (inside)', tag)),
  ...repeated(few(tags, GIG.tags)).map((tag) => invalid(['input', 'tags'], 'different ones', tag)),
];

const sizeInBytesProblems = (input: GigFields) => {
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes <= MOST_BYTES) return [];
  const message = `Expected at most ${MOST_BYTES} bytes for all texts of a gig, got ${shown(String(bytes))}.`;
  return [new DomainError('TOO_LONG', message, ['input'])];
};
