import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { DomainError, UnavailableError } from '../../kernel/domain-error.ts';
import { maskErrors } from '../../kernel/graphql/mask-errors.ts';

const told = (originalError?: Error) => {
  const logged: string[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (_: object, message: string) => void logged.push(message),
  };
  const error = new GraphQLError('as it was thrown', originalError && { originalError });
  const { errors } = maskErrors({ errors: [error], data: null }, 'req_1', log);
  return { error: errors![0]!, logged };
};

describe('what a client is told of an error', () => {
  it('a refusal, with its code', () => {
    const { error, logged } = told(new DomainError('FORBIDDEN', 'Only the seller.'));
    expect(error).toMatchObject({ message: 'Only the seller.', extensions: { code: 'FORBIDDEN' } });
    expect(logged).toEqual([]);
  });

  it('its own mistake', () =>
    expect(told().error).toMatchObject({
      message: 'as it was thrown',
      extensions: { code: 'BAD_USER_INPUT' },
    }));

  it('that a store does not answer now, and not which or where', () => {
    const { error, logged } = told(
      new UnavailableError('The store did not answer: 10.0.0.7:27017 timed out.'),
    );
    expect(error).toEqual({
      message: 'This cannot be read now. Try again.',
      extensions: { code: 'SERVICE_UNAVAILABLE', requestId: 'req_1' },
    });
    expect(logged).toEqual(['A resolver failed.']);
  });

  it('nothing of a bug but the id under which it is logged', () => {
    const { error, logged } = told(new TypeError('secret is undefined'));
    expect(error).toEqual({
      message: 'Internal server error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req_1' },
    });
    expect(logged).toEqual(['A resolver failed.']);
  });
});
