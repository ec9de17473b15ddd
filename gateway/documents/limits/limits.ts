import {
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { badInput, tooLarge } from '../../errors.ts';
import type { Limits } from './defaults.ts';
import { readDemands } from './demands.ts';
import { createFieldReader } from './fields.ts';
import { measure } from './measure.ts';
import { checkRootFields } from './root-fields.ts';
import { literalDepth, mostOf, reservedVariable, selectionDepth } from './rules.ts';
import { checkValues, createConditionCheck } from './values.ts';

type Variables = Record<string, unknown>;

/** What an operation costs before it is executed, and what it may cost. */
export type Cost = { estimated: number; limit: number };

/** Of one operation: the document was read once, a request only brings its variables. */
export type OperationLimits = {
  /** Throws what the client did wrong, and what would occupy everything here for one client. */
  check(variables: Variables): void;
  costOf(variables: Variables): Cost;
};

type Operation = { schema: GraphQLSchema; document: DocumentNode; operation: OperationDefinitionNode };

export const validationRules = ({ aliases, directives }: Limits): ValidationRule[] => [
  selectionDepth,
  literalDepth,
  reservedVariable,
  mostOf({ aliases, directives }),
];

/** Reads the supergraph's `@cost` and `@listSize`. What it makes throws what is too large whatever the variables. */
export const createLimits = (supergraph: string, limits: Limits) => {
  const demands = readDemands(supergraph);

  return ({ schema, document, operation }: Operation): OperationLimits => {
    const fieldsOf = createFieldReader(schema, document);
    checkRootFields(fieldsOf, { schema, operation, repeats: limits.repeats });
    const checkConditions = createConditionCheck(document, operation);
    const amountsOf = measure({ schema, demands, fieldsOf, operation, page: limits.page });
    return {
      check(variables) {
        checkValues(variables);
        checkConditions(variables);
        const { objects, values, cost } = amountsOf(variables);
        expectAtMost(limits.objects, 'objects', objects);
        expectAtMost(limits.values, 'values', values);
        if (cost > limits.cost) throw tooCostly(limits.cost, cost);
      },
      costOf: (variables) => ({ estimated: amountsOf(variables).cost, limit: limits.cost }),
    };
  };
};

const SMALLER = 'ask for smaller pages, or for fewer lists in lists.';

const expectAtMost = (most: number, what: string, count: number) => {
  if (count > most)
    throw tooLarge(
      `Expected at most ${most} ${what} in an answer, got an operation that asks for up to ${count}: ${SMALLER}`,
    );
};

const tooCostly = (most: number, cost: number) =>
  badInput(
    `Expected an operation that costs at most ${most}, got one of ${cost}: ${SMALLER}`,
    'OPERATION_TOO_COSTLY',
  );
