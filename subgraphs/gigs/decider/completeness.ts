import { DomainError } from '../../../kernel/domain-error.ts';
import { sizeProblems, textProblems } from '../../../kernel/graphql/inputs.ts';
import { isLeaf } from '../categories.ts';
import type { Gig } from './gig.ts';
import { GIG } from './policy.ts';

/** What a gig still lacks before it may be seen and bought (R1): one refusal for each field. */
export const missingIn = (gig: Gig, path: string[] = []): DomainError[] => [
  ...textProblems(gig.title, [...path, 'title'], GIG.title),
  ...textProblems(gig.description ?? '', [...path, 'description'], GIG.description),
  ...categoryProblems(gig.categoryId, [...path, 'categoryId']),
  ...sizeProblems(gig.tags, [...path, 'tags'], GIG.tags),
  ...sizeProblems(gig.packages, [...path, 'packages'], GIG.packages),
];

const categoryProblems = (categoryId: string | undefined, field: string[]) =>
  categoryId !== undefined && isLeaf(categoryId)
    ? []
    : [
        new DomainError(
          'BLANK',
          `Expected a category of the second level, got ${categoryId ?? 'none'}.`,
          field,
        ),
      ];
