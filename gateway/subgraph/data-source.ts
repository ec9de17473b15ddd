import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { answerTo, INCLUDE_TRACE, type Subgraph } from '../subgraph.ts';
import { broken } from '../errors.ts';
import { resultOf } from './answer.ts';
import { isMutation, type Operation } from './noted.ts';

type Process = GraphQLDataSource<GatewayContext>['process'];
type Fetched = Awaited<ReturnType<Process>>;

/** For Apollo's executor: the same subgraph, and before it what this request has already received. */
export const dataSourceOf = (subgraph: Subgraph): GraphQLDataSource<GatewayContext> => ({
  async process({ request, context: given }): Promise<Fetched> {
    const isTraced = request.http?.headers.get(INCLUDE_TRACE) === 'ftv1';
    const context = { ...(given as GatewayContext), ...(isTraced && { includesTrace: true }) };
    const { query = '', variables, operationName } = request;
    const operation = {
      query,
      ...(variables && { variables }),
      ...(operationName && { operationName }),
    };
    try {
      const known = context.received?.find(subgraph.name, operation);
      return (known ?? (await ask(subgraph, operation, context))) as Fetched;
    } catch (error) {
      return failed(subgraph, error);
    }
  },
});

const ask = async (subgraph: Subgraph, operation: Operation, context: GatewayContext) => {
  const body = Buffer.from(JSON.stringify(operation));
  const bytes = await answerTo(subgraph, { body, isMutation: isMutation(operation), context });
  return resultOf(subgraph.name, bytes);
};

/** Only this fetch's fields become null. `path: []` makes Apollo say where in the answer they are. */
const failed = ({ name }: Subgraph, error: unknown): Fetched => {
  const { message, extensions } = error instanceof GraphQLError ? error : broken(name);
  return { errors: [{ message, path: [], extensions }] } as Fetched;
};
