import type { QueryPlan } from '@apollo/query-planner';
import { getOperationAST, GraphQLError, type DocumentNode } from 'graphql';
import { remember } from '../../kernel/graphql/remember.ts';
import { booleansOf, conditionsOf } from '../bytes/variants.ts';
import type { Result } from '../lanes/stock.ts';
import { withoutConditions } from './conditions.ts';
import type { Generation, Planning } from './generation.ts';
import { withOwnNames } from './own-names.ts';
import { isUnplannable } from './plan-check.ts';

/** `key`: of the document and the operation's name. */
export type Asked = Planning & { key: string; variables: Record<string, unknown> };

/** What is executed, and how its result becomes the client's. */
export type Prepared = { plan: QueryPlan; document: DocumentNode; restored(result: Result): Result };

/** Of JSON. */
const MOST = 8 * 1024 * 1024;

/** `refused`: the error that says why there is none. */
type Known = { plan: QueryPlan } | { refused: unknown };

/**
 * Plans for Apollo's executor. Where the client's document is not planned rightly, one is in its place that has neither
 * the client's names nor conditions; it is made for each request, since it is large and its plan is not.
 */
export const createApolloPlans = (generation: Generation) => {
  const known = remember<Known>(10_000, { total: MOST, sizeOf: (key, one) => key.length + sizeOf(one) });

  const planned = (planning: Planning, mayBeRefused: (error: unknown) => boolean): Known => {
    try {
      return { plan: generation.plan(planning) };
    } catch (error) {
      if (mayBeRefused(error)) return { refused: error };
      throw error;
    }
  };

  /** Throws what was refused where this does not help: it is of the client's names, and not of ours. */
  const inItsPlace = ({ key, document, operation, variables }: Asked, refused: unknown): Prepared => {
    const names = conditionsOf(document);
    const booleans = booleansOf(names, operation, variables);
    const { document: named, restored } = withOwnNames(document);
    const its = withoutConditions(named, booleans);
    const planning = { document: its, operation: getOperationAST(its, operation.name?.value)! };
    const itsKey = `${key} ${names.map((name) => Number(booleans[name])).join('')} in its place`;
    const one =
      known.get(itsKey) ??
      known.set(
        itsKey,
        planned(planning, () => true),
      );
    if ('refused' in one) throw refused;
    return { plan: one.plan, document: its, restored };
  };

  return {
    /** Throws what is wrong with the client's document. */
    of(asked: Asked): Prepared {
      const one = known.get(asked.key) ?? known.set(asked.key, planned(asked, mayBeInTheWay));
      if ('refused' in one) return inItsPlace(asked, one.refused);
      return { plan: one.plan, document: asked.document, restored: asItIs };
    },
  };
};

const asItIs = (result: Result): Result => result;

const sizeOf = (one: Known) => ('plan' in one ? JSON.stringify(one.plan).length : String(one.refused).length);

/** What the planner itself says of a valid document may be of two fields under one name, too. */
const mayBeInTheWay = (error: unknown) =>
  isUnplannable(error) || (error instanceof GraphQLError && error.extensions['http'] === undefined);
