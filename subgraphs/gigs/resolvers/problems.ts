import { DomainError } from '../../../kernel/domain-error.ts';
import type { Bounds } from '../decider/policy.ts';

/** What came, quoted and cut. */
export const shown = (text: string) => JSON.stringify(text.slice(0, 60));

export const invalid = (field: string[], expected: string, got: string) =>
  new DomainError('INVALID', `Expected ${field.at(-1)} to be ${expected}, got ${shown(got)}.`, field);

/** Those that stand a second time. */
export const repeated = (texts: string[]) => texts.filter((text, i) => texts.indexOf(text) < i);

/** What is to be looked at one by one: nothing of what is too many, which is refused for that alone. */
export const few = <T>(items: T[] | null | undefined, { max }: Bounds): T[] =>
  items && items.length <= max ? items : [];
