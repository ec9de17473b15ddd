import { GraphQLError, type FormattedExecutionResult, type ExecutionResult } from 'graphql';
import { DomainErrors, isRefusal, UnavailableError } from '../domain-error.ts';
import type { Logger } from '../logger.ts';

/**
 * Refusals and the client's own mistakes are told, and that a store does not answer now; anything else is masked.
 * What the client does not learn is logged, with its cause.
 */
export const maskErrors = (
  result: ExecutionResult,
  requestId: string,
  log: Logger,
): FormattedExecutionResult => {
  const { errors, ...rest } = result;
  if (!errors) return rest;
  return { ...rest, errors: errors.map((error) => spoken(error, requestId, log).toJSON()) };
};

const spoken = (error: GraphQLError, requestId: string, log: Logger): GraphQLError => {
  const cause = error.originalError;
  if (isRefusal(cause)) {
    const first = cause instanceof DomainErrors ? cause.errors[0]! : cause;
    return retold(error, cause.message, { code: first.code, ...(first.field && { field: first.field }) });
  }
  if (!cause || cause instanceof GraphQLError) {
    const code = (error.extensions['code'] as string | undefined) ?? 'BAD_USER_INPUT';
    return retold(error, error.message, { code });
  }
  log.error({ error: cause, requestId, path: error.path }, 'A resolver failed.');
  if (cause instanceof UnavailableError)
    return retold(error, 'This cannot be read now. Try again.', { code: 'SERVICE_UNAVAILABLE', requestId });
  return retold(error, 'Internal server error.', { code: 'INTERNAL_SERVER_ERROR', requestId });
};

const retold = (
  { path, locations, nodes, source, positions }: GraphQLError,
  message: string,
  extensions: object,
) =>
  new GraphQLError(message, {
    extensions: { ...extensions },
    ...(path && { path }),
    ...(locations && nodes && { nodes }),
    ...(source && positions && { source, positions }),
  });
