import { GraphQLError } from 'graphql';
import { broken, unavailable, unreadable } from '../errors.ts';
import { WireError } from '../wires/wire.ts';
import { NotAsked } from './guard.ts';

/** What the client is told: the subgraph's name and what went wrong, nothing of where it is. */
export const failureOf = (subgraph: string, error: unknown, waited: number): GraphQLError => {
  if (error instanceof GraphQLError) return error;
  if (error instanceof NotAsked) return unavailable(subgraph, error.message);
  if (error instanceof WireError) return faultOf(subgraph, error, waited);
  return broken(subgraph);
};

const faultOf = (subgraph: string, { fault, message }: WireError, waited: number) => {
  switch (fault) {
    case 'too late':
      return unavailable(subgraph, `did not answer within ${Math.max(0, Math.round(waited))} ms`);
    case 'cancelled':
      return unavailable(subgraph, 'was not waited for');
    case 'too large':
      return unreadable(subgraph, message.replace('The answer has more', 'more').replace(/\.$/, ''));
    case 'not HTTP':
      return unreadable(subgraph, 'bytes that are no answer of HTTP');
    default:
      return unavailable(subgraph, 'cannot be reached');
  }
};
