import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import { jsonIn } from '../wires/wire.ts';
import { resultOf } from './answer.ts';

export type Noted = {
  subgraph: string;
  body: Uint8Array;
  isMutation: boolean;
  answer: Uint8Array | GraphQLError;
};

/** What was sent to a subgraph, as an object. */
export type Operation = { query: string; variables?: Record<string, unknown> };

export const isMutation = ({ query }: Operation) => /^\s*mutation\b/.test(query);

export type Known = Noted & { operation: Operation };

export const operationIn = (body: Uint8Array) => jsonIn(body) as Operation;

/** Throws the GraphQLError that came instead. */
export const resultIn = ({ subgraph, answer }: Noted): FormattedExecutionResult => {
  if (answer instanceof GraphQLError) throw answer;
  return resultOf(subgraph, answer);
};

export const isSame = (one: Operation, other: Operation) =>
  one.query === other.query && canonical(one.variables ?? {}) === canonical(other.variables ?? {});

/** Text that is the same for equal values, whatever the order of their keys. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
