import { DomainError } from '../../../kernel/domain-error.ts';
import { isLeaf } from '../categories.ts';
import type { Gig } from './gig.ts';
import { GIG, type Bounds } from './policy.ts';

/** What a gig still lacks before it may be seen and bought (R1): one refusal for each field. */
export const missingIn = (gig: Gig, path: string[] = []): DomainError[] => [
  ...textProblems(gig.title, [...path, 'title'], GIG.title),
  ...textProblems(gig.description ?? '', [...path, 'description'], GIG.description),
  ...categoryProblems(gig.categoryId, [...path, 'categoryId']),
  ...listProblems(gig.tags, [...path, 'tags'], GIG.tags),
  ...listProblems(gig.packages, [...path, 'packages'], GIG.packages),
];

const textProblems = (text: string, field: string[], { min, max }: Bounds) => {
  const length = [...text.trim()].length;
  if (length >= min && [...text].length <= max) return [];
  const code = length === 0 ? 'BLANK' : length < min ? 'TOO_SHORT' : 'TOO_LONG';
  const expected = `Expected ${field.at(-1)} to have ${min} to ${max} characters to be published`;
  return [new DomainError(code, `${expected}, got ${length || 'none'}.`, field)];
};

const categoryProblems = (categoryId: string | undefined, field: string[]) => {
  if (categoryId !== undefined && isLeaf(categoryId)) return [];
  const expected = 'Expected a category of the second level to be published';
  return [new DomainError('BLANK', `${expected}, got ${categoryId ?? 'none'}.`, field)];
};

const listProblems = (list: unknown[], field: string[], { min, max }: Bounds) => {
  if (list.length >= min && list.length <= max) return [];
  const code = list.length < min ? 'BLANK' : 'TOO_MANY';
  const expected = `Expected ${min} to ${max} ${field.at(-1)} to be published`;
  return [new DomainError(code, `${expected}, got ${list.length || 'none'}.`, field)];
};
