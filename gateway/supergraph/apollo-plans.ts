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

/** What is wrong with the client's document as it is. `isFinal`: in its place, too. */
type Refusal = { error: unknown; isFinal: boolean };

type Known = { plan: QueryPlan } | Refusal;

/**
 * Plans for Apollo's executor. Where the client's document is not planned rightly, one is in its place that has neither
 * the client's names nor conditions; it is made for each request, since it is large and its plan is not.
 */
export const createApolloPlans = (generation: Generation) => {
  const known = remember<Known>(10_000, { total: MOST, sizeOf: (key, one) => key.length + sizeOf(one) });

  const inItsPlace = ({ key, document, operation, variables }: Asked): Prepared => {
    const names = conditionsOf(document);
    const booleans = booleansOf(names, operation, variables);
    const { document: named, restored } = withOwnNames(document);
    const its = withoutConditions(named, booleans);
    const itsKey = `${key} ${names.map((name) => Number(booleans[name])).join('')} in its place`;
    const planned = known.get(itsKey);
    if (planned && 'plan' in planned) return { plan: planned.plan, document: its, restored };
    const plan = generation.plan({
      document: its,
      operation: getOperationAST(its, operation.name?.value)!,
    });
    known.set(itsKey, { plan });
    return { plan, document: its, restored };
  };

  /** The error is of the client's names, and not of ours. */
  const instead = (asked: Asked, error: unknown): Prepared => {
    try {
      const prepared = inItsPlace(asked);
      known.set(asked.key, { error, isFinal: false });
      return prepared;
    } catch {
      known.set(asked.key, { error, isFinal: conditionsOf(asked.document).length === 0 });
      throw error;
    }
  };

  return {
    /** Throws what is wrong with the client's document. */
    of(asked: Asked): Prepared {
      const { key, document, operation } = asked;
      const one = known.get(key);
      if (one && 'plan' in one) return { plan: one.plan, document, restored: asItIs };
      if (one?.isFinal) throw one.error;
      if (one) return instead(asked, one.error);
      try {
        const plan = generation.plan({ document, operation });
        known.set(key, { plan });
        return { plan, document, restored: asItIs };
      } catch (error) {
        if (!mayBeInTheWay(error)) throw error;
        return instead(asked, error);
      }
    },
  };
};

const asItIs = (result: Result): Result => result;

const sizeOf = (one: Known) => ('plan' in one ? JSON.stringify(one.plan).length : String(one.error).length);

/** What the planner itself says of a valid document may be of two fields under one name, too. */
const mayBeInTheWay = (error: unknown) =>
  isUnplannable(error) || (error instanceof GraphQLError && error.extensions['http'] === undefined);
