import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';

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

/** Each field that a fetch asks for, with its place in the whole answer. */
export function* fieldsFetched({ fetch, place, document }: PlanFetch): Generator<[FieldNode, place: string]> {
  const fragments = fragmentsIn(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { selectionSet } = definition;
    for (const selections of fetch.requires ? entitiesIn(selectionSet) : [selectionSet])
      yield* fieldsOf(selections, fragments, place);
  }
}

const entitiesIn = ({ selections }: SelectionSetNode): SelectionSetNode[] =>
  selections.flatMap((one) => (one.kind === Kind.FIELD && one.selectionSet ? [one.selectionSet] : []));

/** Each field with its place, at any depth. */
export function* fieldsOf(
  { selections }: SelectionSetNode,
  fragments: ReturnType<typeof fragmentsIn>,
  before: string,
): Generator<[FieldNode, place: string]> {
  for (const one of selections)
    if (one.kind === Kind.FRAGMENT_SPREAD) yield* fieldsOf(fragments.get(one.name.value)!, fragments, before);
    else if (one.kind === Kind.INLINE_FRAGMENT) yield* fieldsOf(one.selectionSet, fragments, before);
    else {
      const place = before + (one.alias ?? one.name).value;
      yield [one, place];
      if (one.selectionSet) yield* fieldsOf(one.selectionSet, fragments, `${place}.`);
    }
}
