import type { QueryPlan } from '@apollo/query-planner';
import { getOperationAST, GraphQLError, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { remember } from '../../kernel/graphql/remember.ts';
import { booleansOf, conditionsOf } from '../bytes/variants.ts';
import type { Result } from '../lanes/stock.ts';
import { withoutConditions } from './conditions.ts';
import type { Generation } from './generation.ts';
import { withOwnNames } from './own-names.ts';
import { isUnplannable } from './plan-check.ts';

/** `key`: of the document and the operation's name. */
export type Asked = {
  key: string;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
};

/** What is executed, and how its result becomes the client's. */
export type Prepared = { plan: QueryPlan; document: DocumentNode; restored(result: Result): Result };

/** Of JSON. */
const MOST = 8 * 1024 * 1024;

/** The client's names or conditions are in the way of the planner. */
const IN_THE_WAY = 'in the way';

/**
 * Plans for Apollo's executor. Where the client's document is not planned rightly, one is in its place that has neither
 * the client's names nor conditions; it is made for each request, since it is large and its plan is not.
 */
export const createApolloPlans = (generation: Generation) => {
  const plans = remember<QueryPlan | typeof IN_THE_WAY>(10_000, {
    total: MOST,
    sizeOf: (_, plan) => JSON.stringify(plan).length,
  });

  const inItsPlace = ({ key, document, operation, variables }: Asked): Prepared => {
    const booleans = booleansOf(conditionsOf(document), operation, variables);
    const named = withOwnNames(withoutConditions(document, booleans));
    const its = `${key} ${JSON.stringify(booleans)}`;
    const known = plans.get(its);
    if (known && known !== IN_THE_WAY) return { ...named, plan: known };
    const renamed = getOperationAST(named.document, operation.name?.value)!;
    const plan = generation.plan({ document: named.document, operation: renamed });
    plans.set(its, plan);
    return { ...named, plan };
  };

  return {
    /** Throws what is wrong with the client's document. */
    of(asked: Asked): Prepared {
      const { key, document, operation } = asked;
      const known = plans.get(key);
      if (known === IN_THE_WAY) return inItsPlace(asked);
      if (known) return { plan: known, document, restored };
      try {
        const plan = generation.plan({ document, operation });
        plans.set(key, plan);
        return { plan, document, restored };
      } catch (error) {
        if (!mayBeInTheWay(error)) throw error;
        const prepared = tried(() => inItsPlace(asked));
        if (!prepared) throw error;
        plans.set(key, IN_THE_WAY);
        return prepared;
      }
    },
  };
};

const restored = (result: Result): Result => result;

const tried = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

/** What the planner itself says of a valid document may be of two fields under one name, too. */
const mayBeInTheWay = (error: unknown) =>
  isUnplannable(error) || (error instanceof GraphQLError && error.extensions['http'] === undefined);
