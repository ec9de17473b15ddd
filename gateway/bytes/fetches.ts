import { isObjectType, parse, type FieldNode, type GraphQLObjectType } from 'graphql';
import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isOf, writtenOn, type Shaping } from './selections.ts';
import { placeOf, type Place } from './shape.ts';
import { surprise } from './surprise.ts';
import type { Booleans } from './variants.ts';

/** One call to a subgraph. `path`: of the objects that it is for, as `.orders.@.seller`; empty for the root. */
export type Fetch = {
  index: number;
  service: string;
  path: string;
  /** What tells the subgraph which entities are meant; undefined for a fetch of root fields. */
  requires: QueryPlanSelectionNode[] | undefined;
  place: Place;
  operation: string;
  operationName: string | undefined;
  isMutation: boolean;
  /** The client's variables that it takes. */
  variables: string[];
};

/** When to fetch what: `all` at once, `each` after the one before. */
export type Step =
  { kind: 'fetch'; fetch: Fetch } | { kind: 'all'; steps: Step[] } | { kind: 'each'; steps: Step[] };

/** The plan's fetches for one combination of the booleans, with the shapes of their answers. */
export const stepsOf = (plan: QueryPlan, shaping: Omit<Shaping, 'fragments'>) => {
  const fetches: Fetch[] = [];
  const stepOf = (node: PlanNode, path: string): Step => {
    switch (node.kind) {
      case 'Sequence':
        return { kind: 'each', steps: node.nodes.map((one) => stepOf(one, path)) };
      case 'Parallel':
        return { kind: 'all', steps: node.nodes.map((one) => stepOf(one, path)) };
      case 'Flatten':
        return stepOf(node.node, path + node.path.map((key) => `.${key}`).join(''));
      case 'Condition': {
        const clause = isTrue(node.condition, shaping.booleans) ? node.ifClause : node.elseClause;
        return clause ? stepOf(clause, path) : { kind: 'each', steps: [] };
      }
      case 'Fetch': {
        const fetch = fetchOf(node, path, fetches.length, shaping);
        fetches.push(fetch);
        return { kind: 'fetch', fetch };
      }
      default:
        return surprise('plan');
    }
  };
  if (plan.node?.kind === 'Subscription') return surprise('plan');
  const step: Step = plan.node ? stepOf(plan.node, '') : { kind: 'each', steps: [] };
  return { step, fetches };
};

const isTrue = (condition: string, booleans: Booleans) => booleans[condition] === true;

const fetchOf = (node: FetchNode, path: string, index: number, given: Omit<Shaping, 'fragments'>): Fetch => {
  if (node.inputRewrites || node.outputRewrites || node.contextRewrites) return surprise('rewrites');
  if (!node.requires && path !== '') return surprise('plan');
  const document = node.operationDocumentNode ?? parse(node.operation, { noLocation: true });
  const fragments = Object.fromEntries(
    document.definitions.flatMap((one) => (one.kind === 'FragmentDefinition' ? [[one.name.value, one]] : [])),
  );
  const [operation] = document.definitions.flatMap((one) =>
    one.kind === 'OperationDefinition' ? [one] : [],
  );
  const shaping = { ...given, fragments };
  const { selections } = operation!.selectionSet;
  const isMutation = node.operationKind === 'mutation';
  const root = isMutation ? given.schema.getMutationType() : given.schema.getQueryType();
  const place = node.requires
    ? placeOf(
        shaping,
        entitiesOf(given, node.requires),
        writtenOn('', (selections[0] as FieldNode).selectionSet!.selections),
      )
    : placeOf(shaping, [root!], writtenOn(root!.name, selections));
  const { serviceName: service, operation: text, operationName, variableUsages = [] } = node;
  // It would be in the body twice: as the client's and as ours.
  if (node.requires && variableUsages.includes('representations')) return surprise('plan');
  const asked = { operation: text, operationName, isMutation, variables: variableUsages };
  return { index, service, path, requires: node.requires, place, ...asked };
};

/** The types of which representations are sent. */
const entitiesOf = (
  { schema }: Pick<Shaping, 'schema'>,
  requires: QueryPlanSelectionNode[],
): GraphQLObjectType[] => {
  const conditions = requires.map((one) =>
    one.kind === 'InlineFragment'
      ? (one.typeCondition ?? surprise('representation'))
      : surprise('representation'),
  );
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => conditions.some((condition) => isOf(schema, type, condition)));
};
