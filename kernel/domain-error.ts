/** A refusal that the client is told. `field` is the path of the offending input, e.g. ['input', 'title']. */
export class DomainError extends Error {
  readonly code: string;
  readonly field: string[] | undefined;

  constructor(code: string, message: string, field?: string[]) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.field = field;
  }
}

/** Several refusals at once: one for each field that is wrong. */
export class DomainErrors extends Error {
  readonly errors: DomainError[];

  constructor(errors: DomainError[]) {
    super(errors.map(({ message }) => message).join(' '));
    this.name = 'DomainErrors';
    this.errors = errors;
  }
}

/** Throws what was found wrong, all of it; nothing when the list is empty. */
export const refuseAll = (errors: DomainError[]) => {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new DomainErrors(errors);
};

export const isRefusal = (error: unknown): error is DomainError | DomainErrors =>
  error instanceof DomainError || error instanceof DomainErrors;

/** What is outside (a store, a processor) did not answer: whoever can wait tries again. */
export class UnavailableError extends Error {
  override name = 'UnavailableError';
}
