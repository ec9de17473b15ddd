import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type SelectionSetNode } from 'graphql';

/** A fetch of a plan, and what it asks. `place`: where in the answer its data goes, `searchGigs.nodes.`. */
export type PlanFetch = { fetch: FetchNode; place: string; document: DocumentNode };

export const fetchesIn = (node: PlanNode | undefined, place = ''): PlanFetch[] => {
  switch (node?.kind) {
    case 'Fetch':
      return [{ fetch: node, place, document: parse(node.operation, { noLocation: true }) }];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((one) => fetchesIn(one, place));
    case 'Flatten':
      return fetchesIn(node.node, node.path.filter((key) => key !== '@').join('.') + '.');
    case 'Condition':
      return [...fetchesIn(node.ifClause, place), ...fetchesIn(node.elseClause, place)];
    default:
      return [];
  }
};

/** What each fragment of a document selects. */
export const fragmentsIn = ({ definitions }: DocumentNode): Map<string, SelectionSetNode> =>
  new Map(
    definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one.selectionSet]] : [],
    ),
  );
