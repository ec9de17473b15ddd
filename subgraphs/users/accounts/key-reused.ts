import { DomainError } from '../../../kernel/domain-error.ts';

/** For what a row remembers of commands; what the log remembers, the kernel refuses alike. */
export const keyReused = () =>
  new DomainError(
    'IDEMPOTENCY_KEY_REUSED',
    'Expected the same request as the first time under this idempotency key, got another one.',
    ['input', 'idempotencyKey'],
  );
