import { DomainError } from '../domain-error.ts';
import { isId } from '../ids.ts';
import type { Repeatable } from './context.ts';

// Each answers what is wrong, so that a mutation can name all of it at once with refuseAll.

type Field = string[];
type Bounds = { min: number; max: number };

const problem = (code: string, message: string, field: Field) => [new DomainError(code, message, field)];

/** Length in characters (code points). */
export const textProblems = (text: string, field: Field, { min, max }: Bounds): DomainError[] => {
  const name = field.at(-1);
  if (!text.isWellFormed() || text.includes('\0'))
    return problem('INVALID', `Expected ${name} to be Unicode text, got a lone surrogate or a NUL.`, field);
  const length = [...text].length;
  if (min > 0 && text.trim() === '')
    return problem('BLANK', `Expected ${name} to have ${min} to ${max} characters, got none.`, field);
  if (length < min)
    return problem('TOO_SHORT', `Expected ${name} to have at least ${min} characters, got ${length}.`, field);
  if (length > max)
    return problem('TOO_LONG', `Expected ${name} to have at most ${max} characters, got ${length}.`, field);
  return [];
};

export const integerProblems = (value: number, field: Field, { min, max }: Bounds): DomainError[] =>
  Number.isSafeInteger(value) && value >= min && value <= max
    ? []
    : problem(
        'INVALID',
        `Expected ${field.at(-1)} to be a whole number from ${min} to ${max}, got ${value}.`,
        field,
      );

export const sizeProblems = (list: unknown[], field: Field, { min, max }: Bounds): DomainError[] => {
  if (list.length > max)
    return problem('TOO_MANY', `Expected at most ${max} ${field.at(-1)}, got ${list.length}.`, field);
  if (list.length < min)
    return problem('BLANK', `Expected at least ${min} ${field.at(-1)}, got ${list.length}.`, field);
  return [];
};

export const idProblems = (prefix: string, id: string, field: Field): DomainError[] =>
  isId(prefix, id)
    ? []
    : problem(
        'INVALID',
        `Expected an id that begins with ${prefix}_, got ${JSON.stringify(id.slice(0, 40))}.`,
        field,
      );

/** A key is chosen by the client, so it is bounded, and empty is no key. */
export const keyProblems = ({ idempotencyKey }: Repeatable): DomainError[] =>
  idempotencyKey == null
    ? []
    : textProblems(idempotencyKey, ['input', 'idempotencyKey'], { min: 1, max: 200 });

/** For a lookup: throws INVALID where the id is of another type or none at all. */
export const expectId = (prefix: string, id: string, field: Field): string => {
  const [wrong] = idProblems(prefix, id, field);
  if (wrong) throw wrong;
  return id;
};
