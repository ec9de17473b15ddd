import type { FormattedExecutionResult } from 'graphql';
import { entitiesIn } from './entities.ts';
import {
  isMutation,
  isSame,
  operationIn,
  resultIn,
  type Known,
  type Noted,
  type Operation,
} from './noted.ts';

/**
 * What the subgraphs have answered to one request: when Apollo's executor takes it over, nothing is asked twice. Bodies
 * and answers must not change before that executor has ended.
 */
export class Received {
  private readonly noted: Noted[] = [];
  private queries: Known[] | undefined;
  private mutations: Known[] | undefined;

  note(one: Noted) {
    this.noted.push(one);
  }

  /** From now on `find` answers what was noted until now. */
  handOver() {
    const known = this.noted.map((one) => ({ ...one, operation: operationIn(one.body) }));
    this.queries = known.filter((one) => !one.isMutation);
    this.mutations = known.filter((one) => one.isMutation);
  }

  /** Undefined for what must be asked. Throws the GraphQLError that came instead of an answer. */
  find(subgraph: string, operation: Operation): FormattedExecutionResult | undefined {
    const { queries = [], mutations = [] } = this;
    if (isMutation(operation)) return nextMutation(mutations, subgraph, operation);
    const asked = queries.filter((one) => one.subgraph === subgraph);
    const same = asked.find((one) => isSame(one.operation, operation));
    return same ? resultIn(same) : entitiesIn(asked, operation);
  }
}

/** They run in series, in the plan's order. One that differs from what was run must not run beside it. */
const nextMutation = (mutations: Known[], subgraph: string, operation: Operation) => {
  const [next] = mutations;
  if (!next) return undefined;
  if (next.subgraph !== subgraph || !isSame(next.operation, operation))
    throw new Error(`Expected the mutation that ${next.subgraph} has run, got another one of ${subgraph}.`);
  mutations.shift();
  return resultIn(next);
};
